// Function objects whose bodies are in Rust, and the look-up of methods that are such functions.
#ifndef MPY_ASYNCIO_FUNCTION_H
#define MPY_ASYNCIO_FUNCTION_H

#include "run.h"

// Builtin functions of one and of two positional arguments. They call Rust without a wrapper in C for each, and raise the
// error that Rust returns.
extern const mp_obj_type_t asyncio_type_function_1;
extern const mp_obj_type_t asyncio_type_function_2;

// The function object `name`, with the layout of MicroPython's own, for the Rust function `body`.
#define ASYNCIO_FUNCTION_1(name, body) \
    const mp_obj_fun_builtin_fixed_t name = { { &asyncio_type_function_1 }, .fun._1 = body }
#define ASYNCIO_FUNCTION_2(name, body) \
    const mp_obj_fun_builtin_fixed_t name = { { &asyncio_type_function_2 }, .fun._2 = body }

// The slot `attr` for a class whose locals_dict holds only builtin functions. It finds them in a third of the instructions of a
// look-up without the slot. The functions at the beginning of the table are found first.
void asyncio_method_attr(mp_obj_t self, qstr attr, mp_obj_t *dest);

#endif // MPY_ASYNCIO_FUNCTION_H
