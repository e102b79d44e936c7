// The tables of deadline_ms() and every_ms(); their code is Rust's deadline.rs and every.rs.
#include "names.h"
#include "glue/duration.h"
#include "glue/exception_handler.h"

#if MPY_ASYNCIO_DEADLINES

// A number of milliseconds from `least` on that has `bits` at most, and is less than half the period of time.ticks_ms(). May raise.
static uint32_t milliseconds(mp_obj_t ms, int least, int bits) {
    int64_t number = asyncio_ms_of_ms(ms);
    if (number < least || number >> bits != 0) {
        // It may have more digits than an int of C.
        mp_obj_t text = mp_call_function_1(MP_OBJ_FROM_PTR(&mp_type_str), ms);
        mp_raise_msg_varg(&mp_type_ValueError, MP_ERROR_TEXT("takes from %d to 2**%d-1 ms, not %s"), least, bits, mp_obj_str_get_str(text));
    }
    return (uint32_t)number;
}

static asyncio_result_t deadline_ms(mp_obj_t ms) {
    return mpy_deadline_new(milliseconds(ms, 0, 32));
}
ASYNCIO_FUNCTION_1(asyncio_deadline_ms_obj, deadline_ms);

static mp_obj_t deadline_aenter(mp_obj_t self) {
    mpy_deadline_enter(self);
    return asyncio_await_value(self);
}
static MP_DEFINE_CONST_FUN_OBJ_1(deadline_aenter_obj, deadline_aenter);

static mp_obj_t deadline_aexit(size_t n_args, const mp_obj_t *args) {
    (void)n_args;
    uint32_t ms;
    uint32_t late_us = mpy_deadline_exit(args[0], &ms);
    if (late_us != 0) {
        vstr_t message;
        vstr_init(&message, 64);
        vstr_printf(&message, "Section ended %u us after its deadline of %u ms", (unsigned int)late_us, (unsigned int)ms);
        asyncio_call_exception_handler(mp_obj_new_str_from_vstr(&message), mp_const_none, mpy_loop_current());
    }
    return asyncio_await_value(mp_const_none);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(deadline_aexit_obj, 4, 4, deadline_aexit);

static mp_obj_t deadline_late_us(mp_obj_t self) {
    return mp_obj_new_int_from_uint(mpy_deadline_late_us(self));
}
static MP_DEFINE_CONST_FUN_OBJ_1(deadline_late_us_obj, deadline_late_us);

static const mp_rom_map_elem_t deadline_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR___aenter__), MP_ROM_PTR(&deadline_aenter_obj) },
    { MP_ROM_QSTR(MP_QSTR___aexit__), MP_ROM_PTR(&deadline_aexit_obj) },
    { MP_ROM_QSTR(MP_QSTR_late_us), MP_ROM_PTR(&deadline_late_us_obj) },
};
static MP_DEFINE_CONST_DICT(deadline_locals, deadline_locals_table);

MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_deadline, MP_QSTR_deadline_ms, MP_TYPE_FLAG_NONE,
    locals_dict, &deadline_locals
    );

static asyncio_result_t every_ms(mp_obj_t period) {
    return mpy_every_new(milliseconds(period, 1, 31), false);
}

#if MPY_ASYNCIO_PRIORITY
static asyncio_result_t every_ms_urgently(mp_obj_t period) {
    return mpy_every_new(milliseconds(period, 1, 31), true);
}
#endif
ASYNCIO_URGENT_FUNCTION(asyncio_every_ms_obj, every_ms, every_ms_urgently);

static mp_obj_t every_iternext(mp_obj_t self) {
    return asyncio_checked(mpy_every_next(self));
}

static const mp_rom_map_elem_t every_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR___anext__), MP_ROM_PTR(&mp_identity_obj) },
    { MP_ROM_QSTR(MP_QSTR___aiter__), MP_ROM_PTR(&mp_identity_obj) },
};
static MP_DEFINE_CONST_DICT(every_locals, every_locals_table);

// Its own awaitable.
MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_every, MP_QSTR_every_ms, MP_TYPE_FLAG_ITER_IS_ITERNEXT,
    attr, asyncio_method_attr,
    iter, every_iternext,
    locals_dict, &every_locals
    );

#endif
