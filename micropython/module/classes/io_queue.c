// The table of the I/O queue, which is a poller too; its code is Rust's io_queue.rs.
#include "awaitables.h"

#include <string.h>

#if MPY_ASYNCIO_COMPAT

static ASYNCIO_FUNCTION_2(io_queue_read_obj, mpy_io_queue_read);

static ASYNCIO_FUNCTION_2(io_queue_write_obj, mpy_io_queue_write);

static ASYNCIO_FUNCTION_2(io_queue_remove_obj, mpy_io_remove);

// As a poller: a stream is registered while tasks wait for it. A script can leave such a stream out, until the script registers it
// again, another task waits for it, or a waiter wakes.
static mp_obj_t io_queue_register(size_t n_args, const mp_obj_t *args) {
    unsigned int events = n_args > 2 ? mp_obj_get_int(args[2]) : MP_STREAM_POLL_RD | MP_STREAM_POLL_WR;
    mpy_io_set_events(args[1], ~0u, events | ASYNCIO_POLLED);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(io_queue_register_obj, 2, 3, io_queue_register);

static mp_obj_t io_queue_modify(mp_obj_t self, mp_obj_t stream, mp_obj_t events) {
    (void)self;
    if (!mpy_io_set_events(stream, ASYNCIO_POLLED, mp_obj_get_int(events) & ~ASYNCIO_POLLED)) {
        mp_raise_OSError(MP_ENOENT);
    }
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_3(io_queue_modify_obj, io_queue_modify);

static mp_obj_t io_queue_unregister(mp_obj_t self, mp_obj_t stream) {
    (void)self;
    mpy_io_set_events(stream, 0, 0);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_2(io_queue_unregister_obj, io_queue_unregister);

#if MICROPY_PY_SELECT
// A poller of the module `select`, with the streams that are registered here at the moment.
static mp_obj_t io_queue_poll(qstr method, size_t n_args, const mp_obj_t *args) {
    mp_obj_t poller = mp_call_function_0(mp_load_attr(MP_OBJ_FROM_PTR(&mp_module_select), MP_QSTR_poll));
    mp_obj_t entry[3];
    mp_obj_t dest[4];
    int events;
    for (size_t i = 0; (events = mpy_io_waited_for(i, &entry)) >= 0; i++) {
        if (events != 0) {
            mp_load_method(poller, MP_QSTR_register, dest);
            dest[2] = entry[2];
            dest[3] = MP_OBJ_NEW_SMALL_INT(events);
            mp_call_method_n_kw(2, 0, dest);
        }
    }
    mp_load_method(poller, method, dest);
    memcpy(&dest[2], &args[1], (n_args - 1) * sizeof(*args));
    return mp_call_method_n_kw(n_args - 1, 0, dest);
}

static mp_obj_t io_queue_list(size_t n_args, const mp_obj_t *args) {
    return io_queue_poll(MP_QSTR_poll, n_args, args);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(io_queue_poll_obj, 1, 2, io_queue_list);

static mp_obj_t io_queue_iter(size_t n_args, const mp_obj_t *args) {
    return io_queue_poll(MP_QSTR_ipoll, n_args, args);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(io_queue_ipoll_obj, 1, 3, io_queue_iter);
#endif

static const mp_rom_map_elem_t io_queue_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_queue_read), MP_ROM_PTR(&io_queue_read_obj) },
    { MP_ROM_QSTR(MP_QSTR_queue_write), MP_ROM_PTR(&io_queue_write_obj) },
    { MP_ROM_QSTR(MP_QSTR_remove), MP_ROM_PTR(&io_queue_remove_obj) },
    { MP_ROM_QSTR(MP_QSTR_register), MP_ROM_PTR(&io_queue_register_obj) },
    { MP_ROM_QSTR(MP_QSTR_modify), MP_ROM_PTR(&io_queue_modify_obj) },
    { MP_ROM_QSTR(MP_QSTR_unregister), MP_ROM_PTR(&io_queue_unregister_obj) },
    #if MICROPY_PY_SELECT
    { MP_ROM_QSTR(MP_QSTR_poll), MP_ROM_PTR(&io_queue_poll_obj) },
    { MP_ROM_QSTR(MP_QSTR_ipoll), MP_ROM_PTR(&io_queue_ipoll_obj) },
    #endif
};
static MP_DEFINE_CONST_DICT(io_queue_locals, io_queue_locals_table);

// {id(stream): [reading task, writing task, stream]}: a new dict for each look-up.
static mp_obj_t io_queue_map(void) {
    mp_obj_t map = mp_obj_new_dict(0);
    mp_obj_t entry[3];
    for (size_t i = 0; mpy_io_waited_for(i, &entry) >= 0; i++) {
        mp_obj_dict_store(map, mp_obj_id(entry[2]), mp_obj_new_list(3, entry));
    }
    return map;
}

static void io_queue_attr(mp_obj_t self, qstr attr, mp_obj_t *dest) {
    if (dest[0] != MP_OBJ_NULL) {
        return;
    }
    if (attr == MP_QSTR_map) {
        dest[0] = io_queue_map();
    } else if (attr == MP_QSTR_poller) {
        dest[0] = self;
    } else {
        dest[1] = MP_OBJ_SENTINEL;
    }
}

// A script that assigns a new one to core._io_queue gets the same streams: the methods are the loop's.
MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_io_queue, MP_QSTR_IOQueue, MP_TYPE_FLAG_NONE,
    make_new, asyncio_make_blank,
    attr, io_queue_attr,
    locals_dict, &io_queue_locals
    );

const mp_obj_base_t asyncio_io_queue = { &asyncio_type_io_queue };

MP_DEFINE_CONST_OBJ_TYPE(asyncio_type_pollable, MP_QSTR_IOQueue, MP_TYPE_FLAG_NONE);

#endif
