// The table of Latch; its code is Rust's latch.rs.
#include "awaitables.h"

#if MPY_ASYNCIO_LATCH

static mp_obj_t latch_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    (void)type;
    mp_arg_check_num(n_args, n_kw, 1, 1, false);
    mp_int_t count = mp_obj_get_int(args[0]);
    if (count < 1) {
        mp_raise_ValueError(MP_ERROR_TEXT("count must be > 0"));
    }
    return asyncio_checked(mpy_latch_new((size_t)count));
}

static ASYNCIO_FUNCTION_1(latch_count_down_obj, mpy_latch_count_down);
ASYNCIO_AWAITABLE(latch);

static const mp_rom_map_elem_t latch_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_count_down), MP_ROM_PTR(&latch_count_down_obj) },
    { MP_ROM_QSTR(MP_QSTR_wait), MP_ROM_PTR(&asyncio_await_self_obj) },
    { MP_ROM_QSTR(MP_QSTR_throw), MP_ROM_PTR(&latch_throw_obj) },
};
static MP_DEFINE_CONST_DICT(latch_locals, latch_locals_table);

MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_latch, MP_QSTR_Latch, MP_TYPE_FLAG_ITER_IS_ITERNEXT,
    make_new, latch_make_new,
    iter, latch_iternext,
    locals_dict, &latch_locals
    );

#endif
