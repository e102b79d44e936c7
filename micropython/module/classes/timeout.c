// The table of timeout() and timeout_at(); their code is Rust's timeout.rs.
#include "glue/function.h"
#include "names.h"

#if MPY_ASYNCIO_TIMEOUT

static const asyncio_time_t never = { 0, 0 };

// `when` is the result of when(); `time` is the deadline on the loop's clock.
static mp_obj_t new_timeout(mp_obj_t when, asyncio_time_t time) {
    return asyncio_checked(mpy_timeout_new(when, time.ms, time.us));
}

static mp_obj_t timeout(mp_obj_t delay) {
    if (delay == mp_const_none) {
        return new_timeout(delay, never);
    }
    uint32_t us;
    uint64_t ms = mpy_loop_time(&us);
    mp_obj_t when = mp_binary_op(MP_BINARY_OP_ADD, asyncio_time_obj(ms, us), delay);
    return new_timeout(when, asyncio_time_after(delay));
}
MP_DEFINE_CONST_FUN_OBJ_1(asyncio_timeout_obj, timeout);

static mp_obj_t timeout_at(mp_obj_t when) {
    return new_timeout(when, when == mp_const_none ? never : asyncio_time_at(when));
}
MP_DEFINE_CONST_FUN_OBJ_1(asyncio_timeout_at_obj, timeout_at);

static mp_obj_t timeout_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    (void)type;
    mp_arg_check_num(n_args, n_kw, 1, 1, false);
    return timeout_at(args[0]);
}

static mp_obj_t timeout_aenter(mp_obj_t self) {
    return asyncio_await_value(asyncio_checked(mpy_timeout_enter(self)));
}
static MP_DEFINE_CONST_FUN_OBJ_1(timeout_aenter_obj, timeout_aenter);

static mp_obj_t timeout_aexit(size_t n_args, const mp_obj_t *args) {
    (void)n_args;
    if (mpy_timeout_exit(args[0], args[2])) {
        mp_raise_type(&asyncio_type_timeout_error);
    }
    return asyncio_await_value(mp_const_none);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(timeout_aexit_obj, 4, 4, timeout_aexit);

static mp_obj_t timeout_reschedule(mp_obj_t self, mp_obj_t when) {
    asyncio_time_t time = when == mp_const_none ? never : asyncio_time_at(when);
    return asyncio_checked(mpy_timeout_reschedule(self, when, time.ms, time.us));
}
static MP_DEFINE_CONST_FUN_OBJ_2(timeout_reschedule_obj, timeout_reschedule);

static mp_obj_t timeout_expired(mp_obj_t self) {
    return mp_obj_new_bool(mpy_timeout_expired(self));
}
static MP_DEFINE_CONST_FUN_OBJ_1(timeout_expired_obj, timeout_expired);

static ASYNCIO_FUNCTION_1(timeout_when_obj, mpy_timeout_when);

static const mp_rom_map_elem_t timeout_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR___aenter__), MP_ROM_PTR(&timeout_aenter_obj) },
    { MP_ROM_QSTR(MP_QSTR___aexit__), MP_ROM_PTR(&timeout_aexit_obj) },
    { MP_ROM_QSTR(MP_QSTR_when), MP_ROM_PTR(&timeout_when_obj) },
    { MP_ROM_QSTR(MP_QSTR_reschedule), MP_ROM_PTR(&timeout_reschedule_obj) },
    { MP_ROM_QSTR(MP_QSTR_expired), MP_ROM_PTR(&timeout_expired_obj) },
};
static MP_DEFINE_CONST_DICT(timeout_locals, timeout_locals_table);

MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_timeout, MP_QSTR_Timeout, MP_TYPE_FLAG_NONE,
    make_new, timeout_make_new,
    locals_dict, &timeout_locals
    );

#endif
