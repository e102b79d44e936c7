// The tables of Semaphore and BoundedSemaphore; their code is Rust's semaphore.rs.
#include "awaitables.h"

#if MPY_ASYNCIO_SYNC

static mp_obj_t semaphore_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    mp_obj_t value = asyncio_optional_arg(n_args, n_kw, args, MP_QSTR_value, MP_OBJ_NEW_SMALL_INT(1));
    return asyncio_checked(mpy_semaphore_new(type, asyncio_number_at_least(value, 0, MP_ERROR_TEXT("Semaphore initial value must be >= 0"))));
}

static mp_obj_t semaphore_locked(mp_obj_t self) {
    return mp_obj_new_bool(mpy_semaphore_locked(self));
}
static MP_DEFINE_CONST_FUN_OBJ_1(semaphore_locked_obj, semaphore_locked);

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
    asyncio_print_waiters(print, waiters);
}

static ASYNCIO_FUNCTION_1(semaphore_acquire_obj, mpy_semaphore_acquire);
static ASYNCIO_FUNCTION_1(semaphore_release_obj, mpy_semaphore_release);
ASYNCIO_AWAITABLE(semaphore);

static mp_obj_t semaphore_aexit(size_t n_args, const mp_obj_t *args) {
    (void)n_args;
    asyncio_checked(mpy_semaphore_release(args[0]));
    return asyncio_await_value(mp_const_none);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(semaphore_aexit_obj, 4, 4, semaphore_aexit);

static const mp_rom_map_elem_t semaphore_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR___aenter__), MP_ROM_PTR(&semaphore_acquire_obj) },
    { MP_ROM_QSTR(MP_QSTR___aexit__), MP_ROM_PTR(&semaphore_aexit_obj) },
    { MP_ROM_QSTR(MP_QSTR_acquire), MP_ROM_PTR(&semaphore_acquire_obj) },
    { MP_ROM_QSTR(MP_QSTR_release), MP_ROM_PTR(&semaphore_release_obj) },
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

#endif
