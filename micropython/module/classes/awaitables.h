// Shared by the tables of the queues and synchronisation primitives, and the names of these.
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

// An exception class without anything of its own.
#define ASYNCIO_EXCEPTION(object, name_, parent_) \
    MP_DEFINE_CONST_OBJ_TYPE( \
    object, name_, MP_TYPE_FLAG_NONE, \
    make_new, mp_obj_exception_make_new, \
    print, mp_obj_exception_print, \
    attr, mp_obj_exception_attr, \
    parent, parent_ \
    )

// The argument of a constructor or method that takes at most one, by position or as the keyword `name`; `fallback` if it is
// missing. May raise.
mp_obj_t asyncio_optional_arg(size_t n_args, size_t n_kw, const mp_obj_t *args, qstr name, mp_obj_t fallback);

#endif // MPY_ASYNCIO_AWAITABLES_H
