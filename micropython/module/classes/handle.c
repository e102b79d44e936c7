// The table of Handle, and of the loop's clock and calls; their code is Rust's handle.rs.
#include "names.h"

#include "py/objtuple.h"

#if MPY_ASYNCIO_TIMERS

#if !MICROPY_PY_BUILTINS_FLOAT
#error "mpy-asyncio: the feature 'timers' counts seconds in floats; set MICROPY_PY_BUILTINS_FLOAT=1 or MPY_ASYNCIO_FEATURES=parity"
#endif

static asyncio_time_t time_of(mp_float_t seconds) {
    // A century is more than the clock holds.
    const mp_float_t most = MICROPY_FLOAT_CONST(3e9);
    seconds = seconds > 0 ? (seconds < most ? seconds : most) : 0;
    uint64_t whole = (uint64_t)seconds;
    // Rounded to the nearest, so that a value of time() comes out unchanged.
    uint32_t us = (uint32_t)((seconds - (mp_float_t)whole) * 1000000 + MICROPY_FLOAT_CONST(0.5));
    return (asyncio_time_t) { whole * 1000 + us / 1000, us % 1000 };
}

asyncio_time_t asyncio_time_at(mp_obj_t when) {
    return time_of(mp_obj_get_float(when));
}

asyncio_time_t asyncio_time_after(mp_obj_t delay) {
    asyncio_time_t span = time_of(mp_obj_get_float(delay));
    asyncio_time_t now;
    now.ms = mpy_loop_time(&now.us);
    uint32_t us = now.us + span.us;
    return (asyncio_time_t) { now.ms + span.ms + us / 1000, us % 1000 };
}

mp_obj_t asyncio_time_obj(uint64_t ms, uint32_t us) {
    #if MICROPY_FLOAT_IMPL == MICROPY_FLOAT_IMPL_DOUBLE
    return mp_obj_new_float((mp_float_t)(ms * 1000 + us) / 1000000);
    #else
    return mp_obj_new_float((mp_float_t)ms / 1000 + (mp_float_t)us / 1000000);
    #endif
}

static mp_obj_t loop_time(void) {
    uint32_t us;
    uint64_t ms = mpy_loop_time(&us);
    return asyncio_time_obj(ms, us);
}
MP_DEFINE_CONST_FUN_OBJ_0(asyncio_loop_time_obj, loop_time);

void asyncio_check_callable(mp_obj_t fun) {
    if (!mp_obj_is_callable(fun)) {
        mp_raise_msg_varg(&mp_type_TypeError, MP_ERROR_TEXT("callable expected, not '%s'"), mp_obj_get_type_str(fun));
    }
}

static mp_obj_t args_of_call(size_t n_args, const mp_obj_t *args) {
    return n_args == 0 ? MP_OBJ_NULL : mp_obj_new_tuple(n_args, args);
}

static mp_obj_t call_soon(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    asyncio_check_args(0, 0, kw_args, MP_QSTR_context);
    asyncio_check_callable(args[0]);
    return asyncio_checked(mpy_call_soon(args[0], args_of_call(n_args - 1, args + 1)));
}
MP_DEFINE_CONST_FUN_OBJ_KW(asyncio_call_soon_obj, 1, call_soon);

static mp_obj_t call_at_time(asyncio_time_t time, size_t n_args, const mp_obj_t *args) {
    asyncio_check_callable(args[0]);
    return asyncio_checked(mpy_call_at(time.ms, time.us, args[0], args_of_call(n_args - 1, args + 1)));
}

static mp_obj_t call_later(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    asyncio_check_args(0, 0, kw_args, MP_QSTR_context);
    return call_at_time(asyncio_time_after(args[0]), n_args - 1, args + 1);
}
MP_DEFINE_CONST_FUN_OBJ_KW(asyncio_call_later_obj, 2, call_later);

static mp_obj_t call_at(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    asyncio_check_args(0, 0, kw_args, MP_QSTR_context);
    return call_at_time(asyncio_time_at(args[0]), n_args - 1, args + 1);
}
MP_DEFINE_CONST_FUN_OBJ_KW(asyncio_call_at_obj, 2, call_at);

static mp_obj_t handle_cancel(mp_obj_t self) {
    mpy_handle_cancel(self);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(handle_cancel_obj, handle_cancel);

static mp_obj_t handle_cancelled(mp_obj_t self) {
    return mp_obj_new_bool(mpy_handle_cancelled(self));
}
static MP_DEFINE_CONST_FUN_OBJ_1(handle_cancelled_obj, handle_cancelled);

static mp_obj_t handle_when(mp_obj_t self) {
    uint32_t us;
    uint64_t ms = mpy_handle_when(self, &us);
    return asyncio_time_obj(ms, us);
}
static MP_DEFINE_CONST_FUN_OBJ_1(handle_when_obj, handle_when);

static const mp_rom_map_elem_t handle_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_cancel), MP_ROM_PTR(&handle_cancel_obj) },
    { MP_ROM_QSTR(MP_QSTR_cancelled), MP_ROM_PTR(&handle_cancelled_obj) },
    { MP_ROM_QSTR(MP_QSTR_when), MP_ROM_PTR(&handle_when_obj) },
};
static MP_DEFINE_CONST_DICT(handle_locals, handle_locals_table);

MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_handle, MP_QSTR_Handle, MP_TYPE_FLAG_NONE,
    locals_dict, &handle_locals
    );

#endif
