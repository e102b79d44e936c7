// Function objects whose bodies are in Rust, and the look-up of methods that are such functions.
#ifndef MPY_ASYNCIO_FUNCTION_H
#define MPY_ASYNCIO_FUNCTION_H

#include "run.h"

// Builtin functions of one and of two positional arguments. They call Rust without a wrapper in C, and raise its exception.
extern const mp_obj_type_t asyncio_type_function_1;
extern const mp_obj_type_t asyncio_type_function_2;

// The function object `name` for `body`, a function that may fail. For other functions there are MicroPython's own macros.
#define ASYNCIO_FUNCTION_1(name, body) \
    const asyncio_function_1_t name = { { &asyncio_type_function_1 }, body }
#define ASYNCIO_FUNCTION_2(name, body) \
    const asyncio_function_2_t name = { { &asyncio_type_function_2 }, body }

// The same for a function of one argument that takes the keyword `priority` too, where there are priorities. If it is true, the
// other function is called.
#if MPY_ASYNCIO_PRIORITY
typedef struct _asyncio_urgent_function_t {
    mp_obj_base_t base;
    asyncio_result_t (*body)(mp_obj_t);
    asyncio_result_t (*urgent)(mp_obj_t);
} asyncio_urgent_function_t;
extern const mp_obj_type_t asyncio_type_urgent_function;
#define ASYNCIO_URGENT_FUNCTION(name, body, urgent) \
    const asyncio_urgent_function_t name = { { &asyncio_type_urgent_function }, body, urgent }
#define ASYNCIO_DECLARE_URGENT_FUNCTION(name) extern const asyncio_urgent_function_t name
#else
#define ASYNCIO_URGENT_FUNCTION(name, body, urgent) ASYNCIO_FUNCTION_1(name, body)
#define ASYNCIO_DECLARE_URGENT_FUNCTION(name) ASYNCIO_DECLARE_FUNCTION_1(name)
#endif

// As ASYNCIO_FUNCTION_1, for a function that is nearly always called with one argument: with any others `others_`, a function object, is called.
extern const mp_obj_type_t asyncio_type_function_1_or_more;
#define ASYNCIO_FUNCTION_1_OR_MORE(name, body_, others_) \
    const asyncio_function_1_or_more_t name = { { &asyncio_type_function_1_or_more }, body_, &others_ }

// The slot `attr` for a class whose locals_dict holds only builtin functions. It finds them in a third of the instructions of a
// look-up without the slot. The functions at the beginning of the table are found first.
void asyncio_method_attr(mp_obj_t self, qstr attr, mp_obj_t *dest);

#endif // MPY_ASYNCIO_FUNCTION_H
