// Common parts of the classes that tasks wait for.
#ifndef MPY_ASYNCIO_AWAITABLES_H
#define MPY_ASYNCIO_AWAITABLES_H

#include "py/objexcept.h"
#include "names.h"

// For a class with mpy_<name>_next, which does one step of an await, and mpy_<name>_throw, which takes an exception: the functions
// <name>_iternext and <name>_throw_obj of its table.
#define ASYNCIO_AWAITABLE(name) \
    static mp_obj_t name##_iternext(mp_obj_t self) { \
        return asyncio_checked(mpy_##name##_next(self)); \
    } \
    static ASYNCIO_FUNCTION_2(name##_throw_obj, mpy_##name##_throw)

// The names of a class that has no method but `throw`; Rust's mpy_awaited_throw knows all these classes.
extern const mp_obj_dict_t asyncio_throw_locals;

// An exception class with nothing but a name and a parent.
#define ASYNCIO_EXCEPTION(object, name_, parent_) \
    MP_DEFINE_CONST_OBJ_TYPE( \
    object, name_, MP_TYPE_FLAG_NONE, \
    make_new, mp_obj_exception_make_new, \
    print, mp_obj_exception_print, \
    attr, mp_obj_exception_attr, \
    parent, parent_ \
    )

// The slot `make_new` of classes without arguments whose new instances are zeros behind the header.
mp_obj_t asyncio_make_blank(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args);

// The argument of a constructor or method that takes at most one, by position or as the keyword `name`; `fallback` if it is
// missing. May raise.
mp_obj_t asyncio_optional_arg(size_t n_args, size_t n_kw, const mp_obj_t *args, qstr name, mp_obj_t fallback);

#if MPY_ASYNCIO_SYNC
// A number of at least `least`, else ValueError(message). May raise.
size_t asyncio_number_at_least(mp_obj_t number, mp_int_t least, mp_rom_error_text_t message);

// Prints the end of the text of an object: the number of its waiters, if it has some.
void asyncio_print_waiters(const mp_print_t *print, size_t waiters);
#endif

#endif // MPY_ASYNCIO_AWAITABLES_H
