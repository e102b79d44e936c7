// The differences between the versions of MicroPython, each with the version that brought it. All other files of the module use
// only what is the same in all versions; `make check-micropython` checks a tree for that.
#ifndef MPY_ASYNCIO_VERSIONS_H
#define MPY_ASYNCIO_VERSIONS_H

#include "py/mpconfig.h"
#include "py/objfun.h"

// The oldest supported version, and the newest that the suites ran on; micropython/fetch.sh reads these lines.
#define ASYNCIO_OLDEST_MICROPYTHON MICROPY_MAKE_VERSION(1, 25, 0)
#define ASYNCIO_NEWEST_MICROPYTHON MICROPY_MAKE_VERSION(1, 29, 0)

#if MICROPY_VERSION < ASYNCIO_OLDEST_MICROPYTHON
#error "mpy-asyncio: needs MicroPython 1.25.0 or newer"
#endif

// The file that defines ASYNCIO_TELLS_VERSION says it, once for each build.
#if defined(ASYNCIO_TELLS_VERSION) && MICROPY_VERSION > ASYNCIO_NEWEST_MICROPYTHON
#pragma message "mpy-asyncio: this MicroPython is newer than 1.29.0, the newest that was tried: `make check-micropython MICROPYTHON_DIR=` tells what has changed"
#endif

// 1.28 renamed it, and gave it the structure instead of the object.
static inline qstr asyncio_function_name(const mp_obj_fun_bc_t *fun) {
    #if MICROPY_VERSION >= MICROPY_MAKE_VERSION(1, 28, 0)
    return mp_obj_fun_bc_get_name(fun);
    #else
    return mp_obj_fun_get_name(MP_OBJ_FROM_PTR(fun));
    #endif
}

#endif // MPY_ASYNCIO_VERSIONS_H
