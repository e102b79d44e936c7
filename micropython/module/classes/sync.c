// The tables of Semaphore, BoundedSemaphore, Condition and Barrier; their code is in the Rust files of their names.
#include "awaitables.h"

#if MPY_ASYNCIO_SYNC

// A number of at least `least`, else ValueError(message). May raise.
static size_t number_at_least(mp_obj_t number, mp_int_t least, mp_rom_error_text_t message) {
    mp_int_t count = mp_obj_get_int(number);
    if (count < least) {
        mp_raise_ValueError(message);
    }
    return (size_t)count;
}

/******************************************************************************/
// Semaphore and BoundedSemaphore

static mp_obj_t semaphore_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    mp_obj_t value = asyncio_optional_arg(n_args, n_kw, args, MP_QSTR_value, MP_OBJ_NEW_SMALL_INT(1));
    return asyncio_checked(mpy_semaphore_new(type, number_at_least(value, 0, MP_ERROR_TEXT("Semaphore initial value must be >= 0"))));
}

static mp_obj_t semaphore_locked(mp_obj_t self) {
    return mp_obj_new_bool(mpy_semaphore_locked(self));
}
static MP_DEFINE_CONST_FUN_OBJ_1(semaphore_locked_obj, semaphore_locked);

static void print_waiters(const mp_print_t *print, size_t waiters) {
    if (waiters != 0) {
        mp_printf(print, ", waiters:%u", (unsigned int)waiters);
    }
    mp_print_str(print, "]>");
}

// As CPython's, without the address.
static void semaphore_print(const mp_print_t *print, mp_obj_t self, mp_print_kind_t kind) {
    (void)kind;
    size_t waiters;
    size_t value = mpy_semaphore_state(self, &waiters);
    mp_printf(print, "<%q [", (qstr)mp_obj_get_type(self)->name);
    if (mpy_semaphore_locked(self)) {
        mp_print_str(print, "locked");
    } else {
        mp_printf(print, "unlocked, value:%u", (unsigned int)value);
    }
    print_waiters(print, waiters);
}

ASYNCIO_METHOD_1(semaphore_release);
ASYNCIO_AWAITABLE(semaphore);

static mp_obj_t semaphore_aexit(size_t n_args, const mp_obj_t *args) {
    (void)n_args;
    asyncio_checked(mpy_semaphore_release(args[0]));
    return asyncio_await_value(mp_const_none);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(semaphore_aexit_obj, 4, 4, semaphore_aexit);

static const mp_rom_map_elem_t semaphore_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR___aenter__), MP_ROM_PTR(&asyncio_await_self_obj) },
    { MP_ROM_QSTR(MP_QSTR___aexit__), MP_ROM_PTR(&semaphore_aexit_obj) },
    { MP_ROM_QSTR(MP_QSTR_acquire), MP_ROM_PTR(&asyncio_await_self_obj) },
    { MP_ROM_QSTR(MP_QSTR_release), MP_ROM_PTR(&asyncio_semaphore_release_obj) },
    { MP_ROM_QSTR(MP_QSTR_locked), MP_ROM_PTR(&semaphore_locked_obj) },
    { MP_ROM_QSTR(MP_QSTR_throw), MP_ROM_PTR(&semaphore_throw_obj) },
};
static MP_DEFINE_CONST_DICT(semaphore_locals, semaphore_locals_table);

#define SEMAPHORE_SLOTS \
    make_new, semaphore_make_new, \
    print, semaphore_print, \
    iter, semaphore_iternext, \
    locals_dict, &semaphore_locals

MP_DEFINE_CONST_OBJ_TYPE(asyncio_type_semaphore, MP_QSTR_Semaphore, MP_TYPE_FLAG_ITER_IS_ITERNEXT, SEMAPHORE_SLOTS);
MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_bounded_semaphore, MP_QSTR_BoundedSemaphore, MP_TYPE_FLAG_ITER_IS_ITERNEXT,
    SEMAPHORE_SLOTS,
    parent, &asyncio_type_semaphore
    );

/******************************************************************************/
// Condition

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
    return mpy_condition_lock(self);
}
static MP_DEFINE_CONST_FUN_OBJ_1(condition_acquire_obj, condition_acquire);

static mp_obj_t condition_locked(mp_obj_t self) {
    return mpy_lock_locked(mpy_condition_lock(self));
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
    print_waiters(print, mpy_condition_waiting(self));
}

ASYNCIO_METHOD_2(condition_wait_for);
ASYNCIO_AWAITABLE(condition);

static const mp_rom_map_elem_t condition_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR___aenter__), MP_ROM_PTR(&condition_acquire_obj) },
    { MP_ROM_QSTR(MP_QSTR___aexit__), MP_ROM_PTR(&condition_aexit_obj) },
    { MP_ROM_QSTR(MP_QSTR_acquire), MP_ROM_PTR(&condition_acquire_obj) },
    { MP_ROM_QSTR(MP_QSTR_release), MP_ROM_PTR(&condition_release_obj) },
    { MP_ROM_QSTR(MP_QSTR_locked), MP_ROM_PTR(&condition_locked_obj) },
    { MP_ROM_QSTR(MP_QSTR_wait), MP_ROM_PTR(&asyncio_await_self_obj) },
    { MP_ROM_QSTR(MP_QSTR_wait_for), MP_ROM_PTR(&asyncio_condition_wait_for_obj) },
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

/******************************************************************************/
// Barrier

ASYNCIO_EXCEPTION(asyncio_type_broken_barrier_error, MP_QSTR_BrokenBarrierError, &mp_type_RuntimeError);

static mp_obj_t barrier_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    (void)type;
    mp_obj_t parties = asyncio_optional_arg(n_args, n_kw, args, MP_QSTR_parties, MP_OBJ_NEW_SMALL_INT(0));
    return asyncio_checked(mpy_barrier_new(number_at_least(parties, 1, MP_ERROR_TEXT("parties must be > 0"))));
}

static mp_obj_t barrier_aexit(size_t n_args, const mp_obj_t *args) {
    (void)n_args;
    (void)args;
    return asyncio_await_value(mp_const_none);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(barrier_aexit_obj, 4, 4, barrier_aexit);

static mp_obj_t barrier_reset(mp_obj_t self) {
    return asyncio_checked(mpy_barrier_end(self, false));
}
static MP_DEFINE_CONST_FUN_OBJ_1(barrier_reset_obj, barrier_reset);

static mp_obj_t barrier_abort(mp_obj_t self) {
    return asyncio_checked(mpy_barrier_end(self, true));
}
static MP_DEFINE_CONST_FUN_OBJ_1(barrier_abort_obj, barrier_abort);

ASYNCIO_AWAITABLE(barrier);

static void barrier_print(const mp_print_t *print, mp_obj_t self, mp_print_kind_t kind) {
    (void)kind;
    static const char *const states[] = { "filling", "draining", "resetting", "broken" };
    mp_printf(print, "<Barrier [%s", states[mpy_barrier_state(self)]);
    if (!mpy_barrier_is_broken(self)) {
        mp_printf(print, ", waiters:%u/%u", (unsigned int)mpy_barrier_waiting(self), (unsigned int)mpy_barrier_parties(self));
    }
    mp_print_str(print, "]>");
}

static void barrier_attr(mp_obj_t self, qstr attr, mp_obj_t *dest) {
    if (dest[0] != MP_OBJ_NULL) {
        return;
    }
    switch (attr) {
        case MP_QSTR_parties:
            dest[0] = mp_obj_new_int_from_uint(mpy_barrier_parties(self));
            break;
        case MP_QSTR_n_waiting:
            dest[0] = mp_obj_new_int_from_uint(mpy_barrier_waiting(self));
            break;
        case MP_QSTR_broken:
            dest[0] = mp_obj_new_bool(mpy_barrier_is_broken(self));
            break;
        default:
            dest[1] = MP_OBJ_SENTINEL;
    }
}

static const mp_rom_map_elem_t barrier_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR___aenter__), MP_ROM_PTR(&asyncio_await_self_obj) },
    { MP_ROM_QSTR(MP_QSTR___aexit__), MP_ROM_PTR(&barrier_aexit_obj) },
    { MP_ROM_QSTR(MP_QSTR_wait), MP_ROM_PTR(&asyncio_await_self_obj) },
    { MP_ROM_QSTR(MP_QSTR_reset), MP_ROM_PTR(&barrier_reset_obj) },
    { MP_ROM_QSTR(MP_QSTR_abort), MP_ROM_PTR(&barrier_abort_obj) },
    { MP_ROM_QSTR(MP_QSTR_throw), MP_ROM_PTR(&barrier_throw_obj) },
};
static MP_DEFINE_CONST_DICT(barrier_locals, barrier_locals_table);

MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_barrier, MP_QSTR_Barrier, MP_TYPE_FLAG_ITER_IS_ITERNEXT,
    make_new, barrier_make_new,
    print, barrier_print,
    attr, barrier_attr,
    iter, barrier_iternext,
    locals_dict, &barrier_locals
    );

#endif
