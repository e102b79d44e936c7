// The table of StreamWaker; its code is Rust's stream_waker.rs.
#include "awaitables.h"

#if MPY_ASYNCIO_STREAM_WAKES

#if ASYNCIO_HAS_STDIN_WAKES
extern struct _mp_dummy_t mp_sys_stdin_obj;
#endif

mp_obj_t asyncio_stream_waker(mp_obj_t stream, mp_obj_t unused) {
    (void)unused;
    #if ASYNCIO_HAS_STDIN_WAKES
    if (stream == MP_OBJ_FROM_PTR(&mp_sys_stdin_obj)) {
        return mpy_stdin_waker();
    }
    #endif
    mp_obj_t dest[2] = { MP_OBJ_NULL, MP_OBJ_NULL };
    nlr_buf_t nlr;
    if (nlr_push(&nlr) == 0) {
        mp_load_method_maybe(stream, MP_QSTR_waker, dest);
        nlr_pop();
    } else if (!mp_obj_exception_match(MP_OBJ_FROM_PTR(nlr.ret_val), MP_OBJ_FROM_PTR(&mp_type_Exception))) {
        // KeyboardInterrupt and the like.
        nlr_jump(nlr.ret_val);
    }
    // An attribute of that name with another meaning is the stream's own affair, as is an Exception of its __getattr__.
    return dest[0] != MP_OBJ_NULL && dest[1] == MP_OBJ_NULL ? dest[0] : mp_const_none;
}

static mp_obj_t stream_waker_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    (void)type;
    (void)args;
    mp_arg_check_num(n_args, n_kw, 0, 0, false);
    return asyncio_checked(mpy_stream_waker_new());
}

// Whether this call, if it comes from MicroPython's scheduler, was one of as many as that holds.
static bool was_scheduler_full(void) {
    #if MPY_ASYNCIO_SOCKET_WAKES && ASYNCIO_LWIP_TELLS
    return MP_STATE_VM(sched_len) + 1 >= MICROPY_SCHEDULER_DEPTH;
    #else
    return false;
    #endif
}

// Whatever calls handlers passes: a pin or UART itself, a timer, the argument of micropython.schedule().
static mp_obj_t stream_waker_call(mp_obj_t self, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    (void)n_args;
    (void)n_kw;
    (void)args;
    mpy_stream_waker_call(self, was_scheduler_full());
    return mp_const_none;
}

MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_stream_waker, MP_QSTR_StreamWaker, MP_TYPE_FLAG_NONE,
    make_new, stream_waker_make_new,
    call, stream_waker_call
    );

#endif
