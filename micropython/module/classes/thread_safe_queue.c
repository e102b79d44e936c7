// The table of ThreadSafeQueue; its code is Rust's thread_safe_queue.rs.
#include "awaitables.h"

#if MPY_ASYNCIO_THREAD_QUEUE

static mp_obj_t thread_safe_queue_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *all_args) {
    (void)type;
    enum { ARG_size, ARG_lossy };
    static const mp_arg_t allowed_args[] = {
        { MP_QSTR_size, MP_ARG_REQUIRED | MP_ARG_INT, { .u_int = 0 } },
        { MP_QSTR_lossy, MP_ARG_BOOL, { .u_bool = false } },
    };
    mp_arg_val_t args[MP_ARRAY_SIZE(allowed_args)];
    mp_arg_parse_all_kw_array(n_args, n_kw, all_args, MP_ARRAY_SIZE(allowed_args), allowed_args, args);
    if (args[ARG_size].u_int < 1) {
        mp_raise_msg_varg(&mp_type_ValueError, MP_ERROR_TEXT("ThreadSafeQueue needs room for 1 item at least, not %d"), (int)args[ARG_size].u_int);
    }
    return asyncio_checked(mpy_thread_safe_queue_new((size_t)args[ARG_size].u_int, args[ARG_lossy].u_bool));
}

static mp_obj_t thread_safe_queue_put_nowait(mp_obj_t self, mp_obj_t item) {
    if (!mpy_thread_safe_queue_try_put(self, item)) {
        mp_raise_type(&asyncio_type_queue_full);
    }
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_2(thread_safe_queue_put_nowait_obj, thread_safe_queue_put_nowait);

static mp_obj_t thread_safe_queue_get_nowait(mp_obj_t self) {
    mp_obj_t item = mpy_thread_safe_queue_try_get(self);
    if (item == MP_OBJ_NULL) {
        mp_raise_type(&asyncio_type_queue_empty);
    }
    return item;
}
static MP_DEFINE_CONST_FUN_OBJ_1(thread_safe_queue_get_nowait_obj, thread_safe_queue_get_nowait);

static mp_obj_t thread_safe_queue_qsize(mp_obj_t self) {
    size_t size;
    uint32_t dropped;
    return MP_OBJ_NEW_SMALL_INT(mpy_thread_safe_queue_state(self, &size, &dropped));
}
static MP_DEFINE_CONST_FUN_OBJ_1(thread_safe_queue_qsize_obj, thread_safe_queue_qsize);

static mp_obj_t thread_safe_queue_empty(mp_obj_t self) {
    size_t size;
    uint32_t dropped;
    return mp_obj_new_bool(mpy_thread_safe_queue_state(self, &size, &dropped) == 0);
}
static MP_DEFINE_CONST_FUN_OBJ_1(thread_safe_queue_empty_obj, thread_safe_queue_empty);

static mp_obj_t thread_safe_queue_full(mp_obj_t self) {
    size_t size;
    uint32_t dropped;
    return mp_obj_new_bool(mpy_thread_safe_queue_state(self, &size, &dropped) == size);
}
static MP_DEFINE_CONST_FUN_OBJ_1(thread_safe_queue_full_obj, thread_safe_queue_full);

// A small int, so that an interrupt may ask: the count stays at the greatest one.
static mp_obj_t thread_safe_queue_dropped(mp_obj_t self) {
    size_t size;
    uint32_t dropped;
    mpy_thread_safe_queue_state(self, &size, &dropped);
    const uint32_t most = 0x1fffffff;
    return MP_OBJ_NEW_SMALL_INT(dropped < most ? dropped : most);
}
MP_DEFINE_CONST_FUN_OBJ_1(asyncio_thread_safe_queue_dropped_obj, thread_safe_queue_dropped);

static ASYNCIO_URGENT_FUNCTION(thread_safe_queue_get_obj, mpy_thread_safe_queue_get, mpy_thread_safe_queue_get_urgently);
static ASYNCIO_FUNCTION_2(thread_safe_queue_put_obj, mpy_thread_safe_queue_put);
ASYNCIO_AWAITABLE(thread_safe_queue);

static const mp_rom_map_elem_t thread_safe_queue_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_put_nowait), MP_ROM_PTR(&thread_safe_queue_put_nowait_obj) },
    { MP_ROM_QSTR(MP_QSTR_get), MP_ROM_PTR(&thread_safe_queue_get_obj) },
    { MP_ROM_QSTR(MP_QSTR_put), MP_ROM_PTR(&thread_safe_queue_put_obj) },
    { MP_ROM_QSTR(MP_QSTR_get_nowait), MP_ROM_PTR(&thread_safe_queue_get_nowait_obj) },
    { MP_ROM_QSTR(MP_QSTR_qsize), MP_ROM_PTR(&thread_safe_queue_qsize_obj) },
    { MP_ROM_QSTR(MP_QSTR_empty), MP_ROM_PTR(&thread_safe_queue_empty_obj) },
    { MP_ROM_QSTR(MP_QSTR_full), MP_ROM_PTR(&thread_safe_queue_full_obj) },
    { MP_ROM_QSTR(MP_QSTR_dropped), MP_ROM_PTR(&asyncio_thread_safe_queue_dropped_obj) },
    { MP_ROM_QSTR(MP_QSTR___aiter__), MP_ROM_PTR(&mp_identity_obj) },
    { MP_ROM_QSTR(MP_QSTR___anext__), MP_ROM_PTR(&thread_safe_queue_get_obj) },
    { MP_ROM_QSTR(MP_QSTR_throw), MP_ROM_PTR(&thread_safe_queue_throw_obj) },
};
static MP_DEFINE_CONST_DICT(thread_safe_queue_locals, thread_safe_queue_locals_table);

MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_thread_safe_queue, MP_QSTR_ThreadSafeQueue, MP_TYPE_FLAG_ITER_IS_ITERNEXT,
    make_new, thread_safe_queue_make_new,
    iter, thread_safe_queue_iternext,
    locals_dict, &thread_safe_queue_locals
    );

#endif
