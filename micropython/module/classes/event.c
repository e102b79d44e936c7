// The tables of Event and ThreadSafeFlag; their code is Rust's event.rs.
#include "awaitables.h"

#include "py/builtin.h"
#include "py/stream.h"

static ASYNCIO_URGENT_FUNCTION(event_wait_obj, mpy_event_wait, mpy_event_wait_urgently);
static ASYNCIO_FUNCTION_1(event_set_obj, mpy_event_set);
static ASYNCIO_FUNCTION_1(event_clear_obj, mpy_event_clear);

static mp_obj_t event_is_set(mp_obj_t self) {
    return mp_obj_new_bool(mpy_event_is_set(self));
}
static MP_DEFINE_CONST_FUN_OBJ_1(event_is_set_obj, event_is_set);

static mp_obj_t event_iternext(mp_obj_t self) {
    return asyncio_checked(mpy_event_next(self));
}

static const mp_rom_map_elem_t event_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_wait), MP_ROM_PTR(&event_wait_obj) },
    { MP_ROM_QSTR(MP_QSTR_set), MP_ROM_PTR(&event_set_obj) },
    { MP_ROM_QSTR(MP_QSTR_clear), MP_ROM_PTR(&event_clear_obj) },
    { MP_ROM_QSTR(MP_QSTR_is_set), MP_ROM_PTR(&event_is_set_obj) },
    #if MPY_ASYNCIO_COMPAT
    { MP_ROM_QSTR(MP_QSTR_remove), MP_ROM_PTR(&asyncio_wait_list_remove_obj) },
    #endif
};
static MP_DEFINE_CONST_DICT(event_locals, event_locals_table);

MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_event, MP_QSTR_Event, MP_TYPE_FLAG_ITER_IS_ITERNEXT,
    make_new, asyncio_make_blank,
    attr, asyncio_method_attr,
    iter, event_iternext,
    locals_dict, &event_locals
    );

#if MPY_ASYNCIO_COMPAT
// As a stream, a flag is readable while it is set. A subclass may override the method.
static mp_obj_t flag_ioctl_method(mp_obj_t self, mp_obj_t request, mp_obj_t arg) {
    if (mp_obj_get_int(request) != MP_STREAM_POLL) {
        return MP_OBJ_NEW_SMALL_INT(-1);
    }
    return mpy_event_is_set(self) ? arg : MP_OBJ_NEW_SMALL_INT(0);
}
static MP_DEFINE_CONST_FUN_OBJ_3(flag_ioctl_obj, flag_ioctl_method);

static mp_uint_t flag_ioctl(mp_obj_t self, mp_uint_t request, uintptr_t arg, int *errcode) {
    mp_obj_t dest[4];
    mp_load_method(self, MP_QSTR_ioctl, dest);
    dest[2] = MP_OBJ_NEW_SMALL_INT(request);
    dest[3] = mp_obj_new_int_from_uint(arg);
    mp_int_t result = mp_obj_get_int(mp_call_method_n_kw(2, 0, dest));
    if (result < 0) {
        *errcode = MP_EINVAL;
        return MP_STREAM_ERROR;
    }
    return result;
}

static const mp_stream_p_t flag_stream = { .ioctl = flag_ioctl };
#endif

#if ASYNCIO_FLAG_IS_STREAM
extern const mp_obj_module_t mp_module_io;

// A tuple, as for several parents: it is filled at run time, because io.IOBase has no name in C.
static struct {
    mp_obj_base_t base;
    size_t len;
    mp_obj_t items[1];
} flag_parents = { { &mp_type_tuple }, 1, { MP_OBJ_FROM_PTR(&mp_type_object) } };

void asyncio_init_flag_parents(void) {
    flag_parents.items[0] = mp_load_attr(MP_OBJ_FROM_PTR(&mp_module_io), MP_QSTR_IOBase);
}
#endif

static const mp_rom_map_elem_t thread_safe_flag_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_wait), MP_ROM_PTR(&event_wait_obj) },
    { MP_ROM_QSTR(MP_QSTR_set), MP_ROM_PTR(&event_set_obj) },
    { MP_ROM_QSTR(MP_QSTR_clear), MP_ROM_PTR(&event_clear_obj) },
    #if MPY_ASYNCIO_COMPAT
    { MP_ROM_QSTR(MP_QSTR_ioctl), MP_ROM_PTR(&flag_ioctl_obj) },
    { MP_ROM_QSTR(MP_QSTR_remove), MP_ROM_PTR(&asyncio_wait_list_remove_obj) },
    #endif
};
static MP_DEFINE_CONST_DICT(thread_safe_flag_locals, thread_safe_flag_locals_table);

MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_thread_safe_flag, MP_QSTR_ThreadSafeFlag, MP_TYPE_FLAG_ITER_IS_ITERNEXT,
    make_new, asyncio_make_blank,
    attr, asyncio_method_attr,
    iter, event_iternext,
    #if MPY_ASYNCIO_COMPAT
    protocol, &flag_stream,
    #endif
    #if ASYNCIO_FLAG_IS_STREAM
    parent, &flag_parents,
    #endif
    locals_dict, &thread_safe_flag_locals
    );
