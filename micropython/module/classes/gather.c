// The awaitable of gather(); its code is Rust's gather.rs.
#include "awaitables.h"

static mp_obj_t gather_iternext(mp_obj_t self) {
    return asyncio_checked(mpy_gather_next(self));
}

#if MPY_ASYNCIO_FUTURE
// A gather has the methods of a Future. The first look-up of one creates the Future.
static void gather_attr(mp_obj_t self, qstr attr, mp_obj_t *dest) {
    if (dest[0] != MP_OBJ_NULL) {
        return;
    }
    mp_obj_dict_t *methods = (mp_obj_dict_t *)MP_OBJ_TYPE_GET_SLOT(&asyncio_type_future, locals_dict);
    if (mp_map_lookup(&methods->map, MP_OBJ_NEW_QSTR(attr), MP_MAP_LOOKUP) != NULL) {
        asyncio_method_attr(asyncio_checked(mpy_gather_future(self)), attr, dest);
    } else {
        dest[1] = MP_OBJ_SENTINEL;
    }
}
#endif

MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_gather, MP_QSTR_gather, MP_TYPE_FLAG_ITER_IS_ITERNEXT,
    iter, gather_iternext,
    #if MPY_ASYNCIO_FUTURE
    attr, gather_attr,
    #endif
    locals_dict, &asyncio_throw_locals
    );

static mp_obj_t gather(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    static const mp_arg_t allowed_args[] = {
        { MP_QSTR_return_exceptions, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_FALSE } },
    };
    mp_arg_val_t return_exceptions;
    mp_arg_parse_all(0, NULL, kw_args, 1, allowed_args, &return_exceptions);
    mp_obj_t items = mp_obj_new_list(n_args, (mp_obj_t *)pos_args);
    return asyncio_checked(mpy_gather_new(items, mp_obj_is_true(return_exceptions.u_obj)));
}
MP_DEFINE_CONST_FUN_OBJ_KW(asyncio_gather_obj, 0, gather);
