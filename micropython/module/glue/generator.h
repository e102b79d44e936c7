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

// `coro`, an object, as a generator of bytecode; null if it is something else, as a coroutine of native code is.
static inline asyncio_generator_t *asyncio_bytecode_generator(mp_obj_t coro) {
    asyncio_generator_t *gen = MP_OBJ_TO_PTR(coro);
    if (gen->base.type != &mp_type_gen_instance) {
        return NULL;
    }
    #if MICROPY_EMIT_MACHINE_CODE
    if (gen->code_state.exc_sp_idx == MP_CODE_STATE_EXC_SP_IDX_SENTINEL) {
        return NULL;
    }
    #endif
    return gen;
}

// Whether `gen` stands at a `yield from`, which is what `await` compiles to: no coroutine begins with one. If `gen` is suspended, the
// awaited object is the second on its stack: above it is the value that goes in and out. One that has ended has no `ip`.
static inline bool asyncio_generator_awaits(const asyncio_generator_t *gen) {
    return gen->code_state.ip != NULL && *gen->code_state.ip == MP_BC_YIELD_FROM;
}

#endif // MPY_ASYNCIO_GENERATOR_H
