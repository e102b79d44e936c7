// The table of Condition; its code is Rust's condition.rs.
#include "awaitables.h"

#if MPY_ASYNCIO_SYNC

static mp_obj_t condition_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    (void)type;
    mp_obj_t lock = asyncio_optional_arg(n_args, n_kw, args, MP_QSTR_lock, mp_const_none);
    if (lock == mp_const_none) {
        lock = asyncio_make_blank(&asyncio_type_lock, 0, 0, NULL);
    }
    return asyncio_checked(mpy_condition_new(lock));
}

// acquire() and `async with` await the lock.
static mp_obj_t condition_acquire(mp_obj_t self) {
    return asyncio_checked(mpy_lock_acquire(mpy_condition_lock(self)));
}
static MP_DEFINE_CONST_FUN_OBJ_1(condition_acquire_obj, condition_acquire);

static mp_obj_t condition_locked(mp_obj_t self) {
    return asyncio_checked(mpy_lock_locked(mpy_condition_lock(self)));
}
static MP_DEFINE_CONST_FUN_OBJ_1(condition_locked_obj, condition_locked);

static mp_obj_t condition_release(mp_obj_t self) {
    return asyncio_checked(mpy_lock_release(mpy_condition_lock(self)));
}
static MP_DEFINE_CONST_FUN_OBJ_1(condition_release_obj, condition_release);

static mp_obj_t condition_aexit(size_t n_args, const mp_obj_t *args) {
    (void)n_args;
    condition_release(args[0]);
    return asyncio_await_value(mp_const_none);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(condition_aexit_obj, 4, 4, condition_aexit);

static mp_obj_t condition_notify(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    static const mp_arg_t allowed_args[] = {
        { MP_QSTR_n, MP_ARG_INT, { .u_int = 1 } },
    };
    mp_arg_val_t n;
    mp_arg_parse_all(n_args - 1, args + 1, kw_args, 1, allowed_args, &n);
    return asyncio_checked(mpy_condition_notify(args[0], n.u_int < 0 ? 0 : (size_t)n.u_int));
}
static MP_DEFINE_CONST_FUN_OBJ_KW(condition_notify_obj, 1, condition_notify);

static mp_obj_t condition_notify_all(mp_obj_t self) {
    return asyncio_checked(mpy_condition_notify(self, SIZE_MAX));
}
static MP_DEFINE_CONST_FUN_OBJ_1(condition_notify_all_obj, condition_notify_all);

static void condition_print(const mp_print_t *print, mp_obj_t self, mp_print_kind_t kind) {
    (void)kind;
    mp_printf(print, "<Condition [%s", condition_locked(self) == mp_const_true ? "locked" : "unlocked");
    asyncio_print_waiters(print, mpy_condition_waiting(self));
}

static ASYNCIO_FUNCTION_1(condition_wait_obj, mpy_condition_wait);
static ASYNCIO_FUNCTION_2(condition_wait_for_obj, mpy_condition_wait_for);
ASYNCIO_AWAITABLE(condition);

static const mp_rom_map_elem_t condition_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR___aenter__), MP_ROM_PTR(&condition_acquire_obj) },
    { MP_ROM_QSTR(MP_QSTR___aexit__), MP_ROM_PTR(&condition_aexit_obj) },
    { MP_ROM_QSTR(MP_QSTR_acquire), MP_ROM_PTR(&condition_acquire_obj) },
    { MP_ROM_QSTR(MP_QSTR_release), MP_ROM_PTR(&condition_release_obj) },
    { MP_ROM_QSTR(MP_QSTR_locked), MP_ROM_PTR(&condition_locked_obj) },
    { MP_ROM_QSTR(MP_QSTR_wait), MP_ROM_PTR(&condition_wait_obj) },
    { MP_ROM_QSTR(MP_QSTR_wait_for), MP_ROM_PTR(&condition_wait_for_obj) },
    { MP_ROM_QSTR(MP_QSTR_notify), MP_ROM_PTR(&condition_notify_obj) },
    { MP_ROM_QSTR(MP_QSTR_notify_all), MP_ROM_PTR(&condition_notify_all_obj) },
    { MP_ROM_QSTR(MP_QSTR_throw), MP_ROM_PTR(&condition_throw_obj) },
};
static MP_DEFINE_CONST_DICT(condition_locals, condition_locals_table);

MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_condition, MP_QSTR_Condition, MP_TYPE_FLAG_ITER_IS_ITERNEXT,
    make_new, condition_make_new,
    print, condition_print,
    iter, condition_iternext,
    locals_dict, &condition_locals
    );

#endif
