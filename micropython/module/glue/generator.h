// MicroPython's generator objects. No header of MicroPython has this structure; `make check-micropython` checks that a tree has it.
#ifndef MPY_ASYNCIO_GENERATOR_H
#define MPY_ASYNCIO_GENERATOR_H

#include "py/bc.h"
#include "py/bc0.h"
#include "py/objgenerator.h"

typedef struct _asyncio_generator_t {
    mp_obj_base_t base;
    // None while it is suspended, null while it runs, else an exception to raise.
    mp_obj_t pend_exc;
    mp_code_state_t code_state;
} asyncio_generator_t;

// Whether there can be coroutines of native code: compiled on the board, or loaded; 1.27 loads them without a compiler too.
#if MICROPY_EMIT_MACHINE_CODE || (defined(MICROPY_PERSISTENT_CODE_LOAD_NATIVE) && MICROPY_PERSISTENT_CODE_LOAD_NATIVE)
#define ASYNCIO_NATIVE_COROUTINES (1)
#else
#define ASYNCIO_NATIVE_COROUTINES (0)
#endif

// `coro`, an object on the heap or in flash, as a generator of bytecode; null if it is something else, as a coroutine of native code is.
static inline asyncio_generator_t *asyncio_bytecode_generator(mp_obj_t coro) {
    asyncio_generator_t *gen = MP_OBJ_TO_PTR(coro);
    if (gen->base.type != &mp_type_gen_instance) {
        return NULL;
    }
    #if ASYNCIO_NATIVE_COROUTINES
    if (gen->code_state.exc_sp_idx == MP_CODE_STATE_EXC_SP_IDX_SENTINEL) {
        return NULL;
    }
    #endif
    return gen;
}

// Whether `gen`, which does not run, stands at a `yield from`, which is what `await` compiles to: no coroutine begins with one. The awaited
// object is the second on its stack then: above it is the value that goes in and out. While `gen` runs, something else may be there.
// A generator that has ended has no `ip`.
static inline bool asyncio_generator_awaits(const asyncio_generator_t *gen) {
    return gen->code_state.ip != NULL && *gen->code_state.ip == MP_BC_YIELD_FROM;
}

#endif // MPY_ASYNCIO_GENERATOR_H
