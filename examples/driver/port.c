// An example of a driver that is a stream: a simulated serial port. `await asyncio.StreamReader(port).read(10)` gives bytes that have come in, and
// the loop does not ask the port in between: its interrupt wakes the loop. Here a script plays the hardware: it calls port.interrupt(), by a timer's
// hard interrupt or in another thread.
#include <string.h>

#include "py/mperrno.h"
#include "py/runtime.h"
#include "py/stream.h"
#include "mpy_asyncio.h"

#if defined(MPY_ASYNCIO_INTERFACE) && !(MPY_ASYNCIO_DRIVERS && MPY_ASYNCIO_STREAM_WAKES)
#error "port: build with MPY_ASYNCIO_FEATURES=…,drivers,stream-wakes"
#endif

// A power of two.
#define RING_BYTES (16)

typedef struct _port_obj_t {
    mp_obj_base_t base;
    mpy_asyncio_stream_t tells;
    // Bytes that have come, written by the interrupt; bytes that have been read, written by the task.
    uint32_t come;
    uint32_t gone;
    uint32_t asked;
    uint8_t ring[RING_BYTES];
} port_obj_t;

static uint32_t waiting(port_obj_t *self) {
    return __atomic_load_n(&self->come, __ATOMIC_ACQUIRE) - __atomic_load_n(&self->gone, __ATOMIC_ACQUIRE);
}

// Runs in the interrupt, or in the thread: the next byte has come. The bytes count up. Returns whether there was room for it.
static mp_obj_t port_interrupt(mp_obj_t self_in, mp_obj_t timer) {
    (void)timer;
    port_obj_t *self = MP_OBJ_TO_PTR(self_in);
    if (waiting(self) == RING_BYTES) {
        return mp_const_false;
    }
    uint32_t come = self->come;
    self->ring[come % RING_BYTES] = (uint8_t)come;
    __atomic_store_n(&self->come, come + 1, __ATOMIC_RELEASE);
    mpy_asyncio_stream_wake(&self->tells);
    return mp_const_true;
}
static MP_DEFINE_CONST_FUN_OBJ_2(port_interrupt_obj, port_interrupt);

static mp_uint_t port_read(mp_obj_t self_in, void *buffer, mp_uint_t size, int *errcode) {
    port_obj_t *self = MP_OBJ_TO_PTR(self_in);
    uint32_t count = waiting(self);
    if (count == 0) {
        *errcode = MP_EAGAIN;
        return MP_STREAM_ERROR;
    }
    count = count < size ? count : size;
    for (uint32_t at = 0; at < count; at++) {
        ((uint8_t *)buffer)[at] = self->ring[(self->gone + at) % RING_BYTES];
    }
    __atomic_store_n(&self->gone, self->gone + count, __ATOMIC_RELEASE);
    return count;
}

static mp_uint_t port_ioctl(mp_obj_t self_in, mp_uint_t request, uintptr_t arg, int *errcode) {
    port_obj_t *self = MP_OBJ_TO_PTR(self_in);
    if (request == MP_STREAM_POLL) {
        self->asked++;
        return waiting(self) != 0 ? arg & MP_STREAM_POLL_RD : 0;
    }
    *errcode = MP_EINVAL;
    return MP_STREAM_ERROR;
}

static mp_obj_t port_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    (void)args;
    mp_arg_check_num(n_args, n_kw, 0, 0, false);
    port_obj_t *self = mp_obj_malloc(port_obj_t, type);
    memset(&self->tells, 0, sizeof(*self) - offsetof(port_obj_t, tells));
    mpy_asyncio_stream_open(&self->tells);
    return MP_OBJ_FROM_PTR(self);
}

static void port_attr(mp_obj_t self_in, qstr attr, mp_obj_t *dest) {
    port_obj_t *self = MP_OBJ_TO_PTR(self_in);
    if (dest[0] != MP_OBJ_NULL) {
        return;
    }
    if (attr == MP_QSTR_waker) {
        dest[0] = mpy_asyncio_stream_waker(&self->tells);
    } else if (attr == MP_QSTR_asked) {
        dest[0] = mp_obj_new_int_from_uint(self->asked);
    } else {
        // A method.
        dest[1] = MP_OBJ_SENTINEL;
    }
}

static const mp_stream_p_t port_stream = { .read = port_read, .ioctl = port_ioctl };

static const mp_rom_map_elem_t port_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_interrupt), MP_ROM_PTR(&port_interrupt_obj) },
    { MP_ROM_QSTR(MP_QSTR_read), MP_ROM_PTR(&mp_stream_read_obj) },
    { MP_ROM_QSTR(MP_QSTR_readinto), MP_ROM_PTR(&mp_stream_readinto_obj) },
    { MP_ROM_QSTR(MP_QSTR_readline), MP_ROM_PTR(&mp_stream_unbuffered_readline_obj) },
};
static MP_DEFINE_CONST_DICT(port_locals, port_locals_table);

static MP_DEFINE_CONST_OBJ_TYPE(
    port_type, MP_QSTR_Port, MP_TYPE_FLAG_NONE,
    make_new, port_make_new,
    attr, port_attr,
    protocol, &port_stream,
    locals_dict, &port_locals
    );

static const mp_rom_map_elem_t port_globals_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR_port) },
    { MP_ROM_QSTR(MP_QSTR_Port), MP_ROM_PTR(&port_type) },
};
static MP_DEFINE_CONST_DICT(port_globals, port_globals_table);

const mp_obj_module_t port_module = { .base = { &mp_type_module }, .globals = (mp_obj_dict_t *)&port_globals };
MP_REGISTER_MODULE(MP_QSTR_port, port_module);
