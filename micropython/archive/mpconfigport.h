// What a prebuilt archive of the Rust half supposes of its firmware; contract.h checks it at link time. Nothing else of a port's
// configuration reaches the Rust half.

#include <stdint.h>

#define MICROPY_OBJ_REPR (MICROPY_OBJ_REPR_A)
#define MICROPY_ENABLE_GC (1)
#define MICROPY_MODULE_BUILTIN_INIT (1)
#ifndef MICROPY_USE_INTERNAL_ERRNO
#define MICROPY_USE_INTERNAL_ERRNO (0)
#endif

typedef intptr_t mp_int_t;
typedef uintptr_t mp_uint_t;
typedef long mp_off_t;
