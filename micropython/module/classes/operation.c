// Shared by several optional classes: the awaitables that remember more than their object (Rust's operation.rs), and the
// optional argument.
#include "awaitables.h"

#if MPY_ASYNCIO_OPERATION

ASYNCIO_AWAITABLE(operation);

static const mp_rom_map_elem_t operation_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_throw), MP_ROM_PTR(&operation_throw_obj) },
};
static MP_DEFINE_CONST_DICT(operation_locals, operation_locals_table);

MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_operation, MP_QSTR_object, MP_TYPE_FLAG_ITER_IS_ITERNEXT,
    iter, operation_iternext,
    locals_dict, &operation_locals
    );

mp_obj_t asyncio_optional_arg(size_t n_args, size_t n_kw, const mp_obj_t *args, qstr name, mp_obj_t fallback) {
    const mp_arg_t allowed = { name, MP_ARG_OBJ, { .u_obj = fallback } };
    mp_arg_val_t value;
    mp_arg_parse_all_kw_array(n_args, n_kw, args, 1, &allowed, &value);
    return value.u_obj;
}

mp_obj_t asyncio_less(mp_obj_t a, mp_obj_t b) {
    return asyncio_truth(mp_binary_op(MP_BINARY_OP_LESS, a, b), MP_OBJ_NULL);
}

mp_obj_t asyncio_truth(mp_obj_t obj, mp_obj_t unused) {
    (void)unused;
    return mp_obj_new_bool(mp_obj_is_true(obj));
}

#endif
