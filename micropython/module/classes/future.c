// The table of Future and shield(); their code is Rust's future.rs.
#include "names.h"

#if MPY_ASYNCIO_FUTURE

static mp_obj_t future_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    (void)type;
    // CPython's only keyword is `loop`, and there is only one loop.
    (void)args;
    mp_arg_check_num(n_args, n_kw, 0, 0, true);
    return asyncio_checked(mpy_future_new());
}

static mp_obj_t create_future(void) {
    return asyncio_checked(mpy_future_new());
}
MP_DEFINE_CONST_FUN_OBJ_0(asyncio_create_future_obj, create_future);

static ASYNCIO_FUNCTION_2(future_set_result_obj, mpy_future_set_result);

static mp_obj_t future_set_exception(mp_obj_t self, mp_obj_t exc) {
    if (asyncio_checked(mpy_task_done(self)) == mp_const_true) {
        return asyncio_checked(mpy_future_set_exception(self, mp_const_none));
    }
    if (mp_obj_is_exception_type(exc)) {
        exc = mp_call_function_0(exc);
    }
    if (!mp_obj_is_exception_instance(exc)) {
        mp_raise_msg_varg(&mp_type_TypeError, MP_ERROR_TEXT("exception expected, not '%s'"), mp_obj_get_type_str(exc));
    }
    if (mp_obj_exception_match(exc, MP_OBJ_FROM_PTR(&mp_type_StopIteration))) {
        mp_raise_TypeError(MP_ERROR_TEXT("StopIteration interacts badly with generators and cannot be raised into a Future"));
    }
    return asyncio_checked(mpy_future_set_exception(self, exc));
}
static MP_DEFINE_CONST_FUN_OBJ_2(future_set_exception_obj, future_set_exception);

static mp_obj_t future_iternext(mp_obj_t self) {
    return asyncio_checked(mpy_task_next(self));
}

static const mp_rom_map_elem_t future_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_done), MP_ROM_PTR(&asyncio_task_done_obj) },
    { MP_ROM_QSTR(MP_QSTR_cancel), MP_ROM_PTR(&asyncio_task_cancel_obj) },
    { MP_ROM_QSTR(MP_QSTR_cancelled), MP_ROM_PTR(&asyncio_task_cancelled_obj) },
    { MP_ROM_QSTR(MP_QSTR_result), MP_ROM_PTR(&asyncio_task_result_obj) },
    { MP_ROM_QSTR(MP_QSTR_exception), MP_ROM_PTR(&asyncio_task_exception_obj) },
    { MP_ROM_QSTR(MP_QSTR_set_result), MP_ROM_PTR(&future_set_result_obj) },
    { MP_ROM_QSTR(MP_QSTR_set_exception), MP_ROM_PTR(&future_set_exception_obj) },
    { MP_ROM_QSTR(MP_QSTR_get_loop), MP_ROM_PTR(&asyncio_task_get_loop_obj) },
    { MP_ROM_QSTR(MP_QSTR_add_done_callback), MP_ROM_PTR(&asyncio_task_add_done_callback_obj) },
    { MP_ROM_QSTR(MP_QSTR_remove_done_callback), MP_ROM_PTR(&asyncio_task_remove_done_callback_obj) },
};
static MP_DEFINE_CONST_DICT(future_locals, future_locals_table);

MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_future, MP_QSTR_Future, MP_TYPE_FLAG_ITER_IS_ITERNEXT,
    make_new, future_make_new,
    iter, future_iternext,
    locals_dict, &future_locals
    );

// What gather() returned is a future already.
static asyncio_result_t shield(mp_obj_t awaitable) {
    if (mp_obj_is_type(awaitable, &asyncio_type_gather)) {
        awaitable = asyncio_checked(mpy_gather_future(awaitable));
    }
    return mpy_shield(awaitable);
}
ASYNCIO_FUNCTION_1(asyncio_shield_obj, shield);

static asyncio_result_t ensure_future(mp_obj_t awaitable) {
    if (mp_obj_is_type(awaitable, &asyncio_type_gather)) {
        asyncio_checked(mpy_gather_future(awaitable));
        return (asyncio_result_t) { awaitable };
    }
    return mpy_task_promote(awaitable);
}
ASYNCIO_FUNCTION_1(asyncio_ensure_future_obj, ensure_future);

#endif
