// The table of Barrier; its code is Rust's barrier.rs.
#include "awaitables.h"

#if MPY_ASYNCIO_SYNC

ASYNCIO_EXCEPTION(asyncio_type_broken_barrier_error, MP_QSTR_BrokenBarrierError, &mp_type_RuntimeError);

static mp_obj_t barrier_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    (void)type;
    mp_obj_t parties = asyncio_optional_arg(n_args, n_kw, args, MP_QSTR_parties, MP_OBJ_NEW_SMALL_INT(0));
    return asyncio_checked(mpy_barrier_new(asyncio_number_at_least(parties, 1, MP_ERROR_TEXT("parties must be > 0"))));
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

static ASYNCIO_FUNCTION_1(barrier_wait_obj, mpy_barrier_wait);
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
    { MP_ROM_QSTR(MP_QSTR___aenter__), MP_ROM_PTR(&barrier_wait_obj) },
    { MP_ROM_QSTR(MP_QSTR___aexit__), MP_ROM_PTR(&barrier_aexit_obj) },
    { MP_ROM_QSTR(MP_QSTR_wait), MP_ROM_PTR(&barrier_wait_obj) },
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
