// A prebuilt archive of the Rust half and the firmware that links it must agree on a few things. The name of one symbol spells
// them out: the archive defines it, the firmware refers to it. If they disagree, the linker prints the name that the firmware needs.
//
// Rust gets everything else about a firmware at link time: addresses, and the numbers of names (rust_qstrs.h).
#ifndef MPY_ASYNCIO_CONTRACT_H
#define MPY_ASYNCIO_CONTRACT_H

#include "py/mperrno.h"
#include "py/obj.h"

#if MICROPY_OBJ_REPR == MICROPY_OBJ_REPR_A
#define ASYNCIO_CONTRACT_REPR A
#elif MICROPY_OBJ_REPR == MICROPY_OBJ_REPR_B
#define ASYNCIO_CONTRACT_REPR B
#elif MICROPY_OBJ_REPR == MICROPY_OBJ_REPR_C
#define ASYNCIO_CONTRACT_REPR C
#else
#define ASYNCIO_CONTRACT_REPR D
#endif

#if MICROPY_OBJ_IMMEDIATE_OBJS
#define ASYNCIO_CONTRACT_IMMEDIATE 1
#else
#define ASYNCIO_CONTRACT_IMMEDIATE 0
#endif

// The error numbers: newlib's and picolibc's, or Linux's, which MicroPython uses too.
#if MP_EAGAIN == 11 && MP_ECONNABORTED == 113 && MP_EINPROGRESS == 119 && MP_ENOBUFS == 105
#define ASYNCIO_CONTRACT_ERRNO newlib
#elif MP_EAGAIN == 11 && MP_ECONNABORTED == 103 && MP_EINPROGRESS == 115 && MP_ENOBUFS == 105
#define ASYNCIO_CONTRACT_ERRNO linux
#else
#define ASYNCIO_CONTRACT_ERRNO other
#endif

// The features and a hash of bridge.h, from features.py.
#ifndef MPY_ASYNCIO_INTERFACE
#define MPY_ASYNCIO_INTERFACE unknown
#endif

#define ASYNCIO_CONTRACT_PASTE(repr, immediate, errno_numbers, interface) \
    mpy_asyncio_archive_repr_##repr##_immediate_##immediate##_errno_##errno_numbers##_##interface
#define ASYNCIO_CONTRACT_NAME(repr, immediate, errno_numbers, interface) ASYNCIO_CONTRACT_PASTE(repr, immediate, errno_numbers, interface)
#define ASYNCIO_CONTRACT \
    ASYNCIO_CONTRACT_NAME(ASYNCIO_CONTRACT_REPR, ASYNCIO_CONTRACT_IMMEDIATE, ASYNCIO_CONTRACT_ERRNO, MPY_ASYNCIO_INTERFACE)

extern const char ASYNCIO_CONTRACT;

// Call this from code that every firmware keeps. If the archive is built with its firmware, it fits, and this compiles to nothing.
static inline void asyncio_check_archive(void) {
    #if MPY_ASYNCIO_PREBUILT
    __asm__ volatile ("" : : "r" (&ASYNCIO_CONTRACT));
    #endif
}

#endif // MPY_ASYNCIO_CONTRACT_H
