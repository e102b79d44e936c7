// Where a coroutine stands, read from the state of MicroPython's generator objects.
#include "glue/bridge.h"

#if MPY_ASYNCIO_DEBUG || MPY_ASYNCIO_STATS || MPY_ASYNCIO_TRACE

#include "coroutine.h"
#include "glue/generator.h"
#include "glue/heap.h"
#include "py/objfun.h"

size_t asyncio_coroutine_name(mp_obj_t coro) {
    if (mp_obj_is_type(coro, &mp_type_gen_instance)) {
        return asyncio_function_name(((const asyncio_generator_t *)MP_OBJ_TO_PTR(coro))->code_state.fun_bc);
    }
    return mp_obj_get_type(coro)->name;
}

mp_obj_t asyncio_innermost(mp_obj_t coro) {
    for (;;) {
        const asyncio_generator_t *gen = asyncio_bytecode_generator(coro);
        if (gen == NULL || gen->pend_exc == MP_OBJ_NULL || !asyncio_generator_awaits(gen)) {
            return coro;
        }
        mp_obj_t awaited = gen->code_state.sp[-1];
        if (asyncio_bytecode_generator(awaited) == NULL) {
            return coro;
        }
        coro = awaited;
    }
}

const byte *asyncio_resumes_at(mp_obj_t coro) {
    const asyncio_generator_t *gen = asyncio_bytecode_generator(coro);
    return gen == NULL ? NULL : gen->code_state.ip;
}

asyncio_place_t asyncio_locate(mp_obj_t coro, const byte *at) {
    asyncio_place_t place = { asyncio_coroutine_name(coro), MP_QSTRnull, 0 };
    const asyncio_generator_t *gen = asyncio_bytecode_generator(coro);
    if (gen == NULL) {
        return place;
    }
    const mp_obj_fun_bc_t *fun = gen->code_state.fun_bc;
    const byte *ip = fun->bytecode;
    MP_BC_PRELUDE_SIG_DECODE(ip);
    MP_BC_PRELUDE_SIZE_DECODE(ip);
    const byte *lines_end = ip + n_info;
    const byte *code = lines_end + n_cell;
    // The names of the function and its arguments come first.
    for (size_t i = 0; i < 1 + n_pos_args + n_kwonly_args; i++) {
        ip = mp_decode_uint_skip(ip);
    }
    #if MICROPY_EMIT_BYTECODE_USES_QSTR_TABLE
    place.file = fun->context->constants.qstr_table[0];
    #else
    place.file = fun->context->constants.source_file;
    #endif
    if (MICROPY_ENABLE_SOURCE_LINE && ip < lines_end && at >= code) {
        place.line = mp_bytecode_get_source_line(ip, lines_end, (size_t)(at - code));
    }
    return place;
}

bool asyncio_is_unstarted_coroutine(const void *block, size_t bytes) {
    const asyncio_generator_t *gen = block;
    if (bytes < sizeof(asyncio_generator_t) || gen->base.type != &mp_type_gen_instance || gen->pend_exc != mp_const_none) {
        return false;
    }
    const mp_obj_fun_bc_t *fun = gen->code_state.fun_bc;
    // A list of classes may look like a generator up to here: so only pointers into the heap are followed.
    if (!asyncio_is_in_heap(fun, sizeof(*fun)) || fun->base.type != &mp_type_gen_wrap) {
        return false;
    }
    const byte *ip = fun->bytecode;
    MP_BC_PRELUDE_SIG_DECODE(ip);
    MP_BC_PRELUDE_SIZE_DECODE(ip);
    return gen->code_state.ip == ip + n_info + n_cell;
}

#endif
