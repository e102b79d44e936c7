// What a driver in C needs so that its methods can be awaited. The cargo feature is `drivers`; docs/how-to/drivers.md has an example.
//
// A driver keeps a handle for each thing that tasks wait for, in its object or in a static variable:
//
//     typedef struct _camera_obj_t {
//         mp_obj_base_t base;
//         mpy_asyncio_handle_t handle;
//         …
//     } camera_obj_t;
//
//     // The frame, or MP_OBJ_NULL while there is none. Runs in the task, and may raise.
//     static mp_obj_t frame_poll(mp_obj_t self) { … }
//
//     // The task that waits is cancelled: stop the camera.
//     static void frame_cancelled(mp_obj_t self) { … }
//
//     static const mpy_asyncio_operation_t frame_operation = { frame_poll, frame_cancelled };
//
//     mpy_asyncio_open(&self->handle, MP_OBJ_FROM_PTR(self), &frame_operation);    // once, in make_new
//
//     static mp_obj_t camera_frame(mp_obj_t self_in) {                             // frame = await camera.frame()
//         camera_obj_t *self = MP_OBJ_TO_PTR(self_in);
//         start(self);
//         return mpy_asyncio_wait(&self->handle);
//     }
//
//     mpy_asyncio_wake(&self->handle);                                             // in the interrupt
//
// A wake means "look again": the task that waits calls `poll` on its turn. So a wake too many does no harm, and the driver keeps in its own
// variables what has happened.
#ifndef MPY_ASYNCIO_H
#define MPY_ASYNCIO_H

#include "py/obj.h"

// Grows when something is added; the part before the point when a driver has to be changed.
#define MPY_ASYNCIO_DRIVER_API_MAJOR (1)
#define MPY_ASYNCIO_DRIVER_API_MINOR (1)

typedef struct _mpy_asyncio_operation_t {
    // The value of the await, or MP_OBJ_NULL while there is none. Called on the turn of the task, with the owner; may allocate and raise.
    mp_obj_t (*poll)(mp_obj_t owner);
    // The task that waits gets an exception instead, for example because it is cancelled. May be NULL. Must not raise.
    void (*cancelled)(mp_obj_t owner);
} mpy_asyncio_operation_t;

// Zeros are a closed handle. The driver does not touch its parts.
typedef struct _mpy_asyncio_handle_t {
    mp_obj_t waits;
    void *session;
} mpy_asyncio_handle_t;

// Opens a handle for the object `owner`. The handle lies in the owner, or in a static variable; the owner then stays alive until
// mpy_asyncio_close() or a soft reset. An open handle is opened anew: what waited for it before waits no more. May raise MemoryError. Not in an
// interrupt.
void mpy_asyncio_open(mpy_asyncio_handle_t *handle, mp_obj_t owner, const mpy_asyncio_operation_t *operation);

// The awaitable that a method returns. Allocates nothing. One task at a time may wait: a second one gets a RuntimeError. May raise: if the
// handle is closed.
mp_obj_t mpy_asyncio_wait(mpy_asyncio_handle_t *handle);

// Wakes the task that waits, if one does. For any context: hard interrupts, other threads, the other core. Allocates nothing, raises
// nothing, takes a bounded time. Where threads run at the same time (unix, the RP2) it may wait for the end of another thread's collection: hold
// no lock that a finaliser takes. Returns false, and does nothing, if the handle is closed or from before a soft reset.
bool mpy_asyncio_wake(mpy_asyncio_handle_t *handle);

// Closes the handle. A task that waits gets a RuntimeError. A driver whose object is in the heap has to stop its interrupt when the object is
// collected (a finaliser, __del__), and calls this there. Allocates nothing, raises nothing. Not in an interrupt.
void mpy_asyncio_close(mpy_asyncio_handle_t *handle);

// ---- a driver that is a stream (since 1.1; the features `drivers` and `stream-wakes`) ---------------------------------------------------------
//
// The loop asks a stream by its ioctl() in each round while a task waits for it. It leaves a stream alone that has an attribute `waker` and
// calls it:
//
//     typedef struct _port_obj_t {
//         mp_obj_base_t base;
//         mpy_asyncio_stream_t tells;
//         …
//     } port_obj_t;
//
//     mpy_asyncio_stream_open(&self->tells);                       // once, in make_new
//     dest[0] = mpy_asyncio_stream_waker(&self->tells);            // in attr, for MP_QSTR_waker
//     mpy_asyncio_stream_wake(&self->tells);                       // in the interrupt, behind each change: data, room, an end, an error

// Zeros are closed. It lies in the object of the stream, where the collector finds what it refers to. The driver does not touch its parts.
typedef struct _mpy_asyncio_stream_t {
    mp_obj_t waker;
    void *session;
} mpy_asyncio_stream_t;

// Opens it, anew if it is open. May raise MemoryError. Not in an interrupt.
void mpy_asyncio_stream_open(mpy_asyncio_stream_t *stream);

// The value of the stream's attribute `waker`; None if it is closed or from before a soft reset: the loop then asks the stream. Allocates nothing,
// raises nothing.
mp_obj_t mpy_asyncio_stream_waker(const mpy_asyncio_stream_t *stream);

// Has the loop ask the stream again. For any context, as mpy_asyncio_wake(). Returns false, and does nothing, if it is closed or from before a soft
// reset.
bool mpy_asyncio_stream_wake(const mpy_asyncio_stream_t *stream);

#endif // MPY_ASYNCIO_H
