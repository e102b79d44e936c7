// The table of Lock; its code is Rust's lock.rs.
#include "awaitables.h"

static ASYNCIO_FUNCTION_1(lock_acquire_obj, mpy_lock_acquire);

static ASYNCIO_FUNCTION_1(lock_locked_obj, mpy_lock_locked);

static ASYNCIO_FUNCTION_1(lock_release_obj, mpy_lock_release);

static mp_obj_t lock_aexit(size_t n_args, const mp_obj_t *args) {
    (void)n_args;
    asyncio_checked(mpy_lock_release(args[0]));
    return asyncio_await_value(mp_const_none);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(lock_aexit_obj, 4, 4, lock_aexit);

static ASYNCIO_FUNCTION_2(lock_throw_obj, mpy_lock_throw);

static mp_obj_t lock_iternext(mp_obj_t self) {
    return asyncio_checked(mpy_lock_next(self));
}

static const mp_rom_map_elem_t lock_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR___aenter__), MP_ROM_PTR(&lock_acquire_obj) },
    { MP_ROM_QSTR(MP_QSTR___aexit__), MP_ROM_PTR(&lock_aexit_obj) },
    { MP_ROM_QSTR(MP_QSTR_acquire), MP_ROM_PTR(&lock_acquire_obj) },
    { MP_ROM_QSTR(MP_QSTR_release), MP_ROM_PTR(&lock_release_obj) },
    { MP_ROM_QSTR(MP_QSTR_locked), MP_ROM_PTR(&lock_locked_obj) },
    { MP_ROM_QSTR(MP_QSTR_throw), MP_ROM_PTR(&lock_throw_obj) },
    #if MPY_ASYNCIO_COMPAT
    { MP_ROM_QSTR(MP_QSTR_remove), MP_ROM_PTR(&asyncio_wait_list_remove_obj) },
    #endif
};
static MP_DEFINE_CONST_DICT(lock_locals, lock_locals_table);

MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_lock, MP_QSTR_Lock, MP_TYPE_FLAG_ITER_IS_ITERNEXT,
    make_new, asyncio_make_blank,
    attr, asyncio_method_attr,
    iter, lock_iternext,
    locals_dict, &lock_locals
    );
