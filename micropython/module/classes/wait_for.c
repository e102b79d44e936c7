// The awaitable of wait_for() and wait_for_ms(); its code is Rust's wait_for.rs.
#include "awaitables.h"

#include "glue/duration.h"

ASYNCIO_EXCEPTION(asyncio_type_timeout_error, MP_QSTR_TimeoutError, &mp_type_Exception);

static mp_obj_t wait_for_iternext(mp_obj_t self) {
    return asyncio_checked(mpy_wait_for_next(self));
}

MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_wait_for, MP_QSTR_wait_for, MP_TYPE_FLAG_ITER_IS_ITERNEXT,
    iter, wait_for_iternext,
    locals_dict, &asyncio_throw_locals
    );

static mp_obj_t wait_for_time(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args, bool seconds) {
    enum { ARG_aw, ARG_timeout };
    static const mp_arg_t allowed_args[] = {
        { MP_QSTR_aw, MP_ARG_REQUIRED | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_timeout, MP_ARG_REQUIRED | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
    };
    mp_arg_val_t args[MP_ARRAY_SIZE(allowed_args)];
    mp_arg_parse_all(n_args, pos_args, kw_args, MP_ARRAY_SIZE(allowed_args), allowed_args, args);
    mp_obj_t timeout = args[ARG_timeout].u_obj;
    bool forever = timeout == mp_const_none;
    return asyncio_checked(mpy_wait_for_new(args[ARG_aw].u_obj, forever, forever ? 0 : seconds ? asyncio_ms_of_seconds(timeout) : asyncio_ms_of_ms(timeout)));
}

static mp_obj_t wait_for(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    return wait_for_time(n_args, pos_args, kw_args, true);
}
MP_DEFINE_CONST_FUN_OBJ_KW(asyncio_wait_for_obj, 1, wait_for);

static mp_obj_t wait_for_ms(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    return wait_for_time(n_args, pos_args, kw_args, false);
}
MP_DEFINE_CONST_FUN_OBJ_KW(asyncio_wait_for_ms_obj, 1, wait_for_ms);
