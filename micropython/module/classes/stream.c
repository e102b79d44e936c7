// The table of Stream; its code is Rust's stream.rs and read.rs.
#include "names.h"

#include "py/objstr.h"

static mp_obj_t stream_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    (void)type;
    #if MPY_ASYNCIO_STREAM_WAKES
    mp_arg_check_num(n_args, n_kw, 1, 2, true);
    static const mp_arg_t allowed = { MP_QSTR_waker, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } };
    mp_arg_val_t waker;
    mp_arg_parse_all_kw_array(0, n_kw, args + n_args, 1, &allowed, &waker);
    if (waker.u_obj != mp_const_none && !mp_obj_is_type(waker.u_obj, &asyncio_type_stream_waker)) {
        mp_raise_msg_varg(&mp_type_TypeError, MP_ERROR_TEXT("waker must be a StreamWaker, not '%s'"), mp_obj_get_type_str(waker.u_obj));
    }
    #else
    mp_arg_check_num(n_args, n_kw, 1, 2, false);
    #endif
    mp_obj_t stream = asyncio_checked(mpy_stream_new(args[0], n_args > 1 ? args[1] : MP_OBJ_NULL));
    #if MPY_ASYNCIO_STREAM_WAKES
    mpy_stream_set_waker(stream, waker.u_obj);
    #endif
    return stream;
}

// The dict of a stream that was made without one is made when a script asks for it.
static mp_obj_t extra_of(mp_obj_t self) {
    mp_obj_t extra = mpy_stream_extra(self);
    if (extra == MP_OBJ_NULL) {
        extra = mp_obj_new_dict(0);
        mpy_stream_set_extra(self, extra);
    }
    return extra;
}

static mp_obj_t stream_get_extra_info(mp_obj_t self, mp_obj_t name) {
    return mp_obj_subscr(extra_of(self), name, MP_OBJ_SENTINEL);
}
static MP_DEFINE_CONST_FUN_OBJ_2(stream_get_extra_info_obj, stream_get_extra_info);

// With stock, wait_closed() does the closing.
static mp_obj_t stream_close(mp_obj_t self) {
    (void)self;
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(stream_close_obj, stream_close);

static void close_by_method(mp_obj_t stream) {
    mp_obj_t dest[2];
    mp_load_method(stream, MP_QSTR_close, dest);
    mp_call_method_n_kw(0, 0, dest);
}

static mp_obj_t stream_wait_closed(mp_obj_t self) {
    #if ASYNCIO_HAS_DESCRIPTORS
    if (mpy_stream_is_closed(self)) {
        return asyncio_await_value(mp_const_none);
    }
    #endif
    close_by_method(mpy_stream_wrapped(self));
    #if MPY_ASYNCIO_NETWORK
    mp_obj_t under = mpy_stream_take_under(self);
    if (under != MP_OBJ_NULL) {
        close_by_method(under);
    }
    #endif
    mpy_stream_closed(self);
    return asyncio_await_value(mp_const_none);
}
static MP_DEFINE_CONST_FUN_OBJ_1(stream_wait_closed_obj, stream_wait_closed);

static mp_obj_t stream_aexit(size_t n_args, const mp_obj_t *args) {
    (void)n_args;
    return stream_wait_closed(args[0]);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(stream_aexit_obj, 4, 4, stream_aexit);

static mp_obj_t stream_read(size_t n_args, const mp_obj_t *args) {
    mp_int_t wanted = n_args > 1 && args[1] != mp_const_none ? mp_obj_get_int(args[1]) : -1;
    return asyncio_checked(mpy_stream_read(args[0], wanted < 0 ? ASYNCIO_READ_ALL : ASYNCIO_READ_SOME, wanted, MP_OBJ_NULL));
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(stream_read_obj, 1, 2, stream_read);

static mp_obj_t stream_readinto(mp_obj_t self, mp_obj_t buffer) {
    mp_buffer_info_t info;
    mp_get_buffer_raise(buffer, &info, MP_BUFFER_WRITE);
    return asyncio_checked(mpy_stream_read(self, ASYNCIO_READ_INTO, 0, buffer));
}
static MP_DEFINE_CONST_FUN_OBJ_2(stream_readinto_obj, stream_readinto);

static mp_obj_t stream_readexactly(mp_obj_t self, mp_obj_t wanted_in) {
    mp_int_t wanted = mp_obj_get_int(wanted_in);
    if (wanted < 0) {
        mp_raise_msg_varg(&mp_type_ValueError, MP_ERROR_TEXT("readexactly(%d): size must not be negative"), (int)wanted);
    }
    return asyncio_checked(mpy_stream_read(self, ASYNCIO_READ_EXACTLY, wanted, MP_OBJ_NULL));
}
static MP_DEFINE_CONST_FUN_OBJ_2(stream_readexactly_obj, stream_readexactly);

static mp_obj_t stream_readline(mp_obj_t self) {
    return asyncio_checked(mpy_stream_read(self, ASYNCIO_READ_LINE, 0, MP_OBJ_NULL));
}
static MP_DEFINE_CONST_FUN_OBJ_1(stream_readline_obj, stream_readline);

#if MPY_ASYNCIO_STREAM_API
static const MP_DEFINE_BYTES_OBJ(line_feed, "\n", 1);

static mp_obj_t stream_readuntil(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    static const mp_arg_t allowed_args[] = {
        { MP_QSTR_separator, MP_ARG_OBJ, { .u_rom_obj = MP_ROM_PTR(&line_feed) } },
    };
    mp_arg_val_t separator;
    mp_arg_parse_all(n_args - 1, pos_args + 1, kw_args, 1, allowed_args, &separator);
    mp_buffer_info_t bytes;
    mp_get_buffer_raise(separator.u_obj, &bytes, MP_BUFFER_READ);
    if (bytes.len == 0) {
        mp_raise_ValueError(MP_ERROR_TEXT("Separator should be at least one-byte string"));
    }
    return asyncio_checked(mpy_stream_read(pos_args[0], ASYNCIO_READ_UNTIL, 0, separator.u_obj));
}
static MP_DEFINE_CONST_FUN_OBJ_KW(stream_readuntil_obj, 1, stream_readuntil);
#endif

static ASYNCIO_FUNCTION_2(stream_write_obj, mpy_stream_write);

// With nothing to write it still lets the other tasks run, so that no loop of writes can shut them out.
static mp_obj_t stream_drain(mp_obj_t self) {
    return mpy_stream_ask_drain(self) ? self : asyncio_checked(mpy_sleep(0));
}
static MP_DEFINE_CONST_FUN_OBJ_1(stream_drain_obj, stream_drain);

#if MPY_ASYNCIO_COMPAT
// awrite(data[, offset[, size]]) of the first uasyncio.
static mp_obj_t stream_awrite(size_t n_args, const mp_obj_t *args) {
    mp_obj_t data = args[1];
    mp_int_t offset = n_args > 2 ? mp_obj_get_int(args[2]) : 0;
    mp_int_t size = n_args > 3 ? mp_obj_get_int(args[3]) : -1;
    if (offset != 0 || size != -1) {
        mp_buffer_info_t info;
        mp_get_buffer_raise(data, &info, MP_BUFFER_READ);
        mp_int_t len = info.len;
        offset = offset < 0 ? 0 : offset > len ? len : offset;
        size = size < 0 || size > len - offset ? len - offset : size;
        data = mp_obj_new_bytes((const byte *)info.buf + offset, size);
    }
    asyncio_checked(mpy_stream_write(args[0], data));
    return stream_drain(args[0]);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(stream_awrite_obj, 2, 4, stream_awrite);
#endif

static ASYNCIO_FUNCTION_2(stream_throw_obj, mpy_stream_throw);

static mp_obj_t stream_iternext(mp_obj_t self) {
    return asyncio_checked(mpy_stream_next(self));
}

#if MPY_ASYNCIO_COMPAT
static void stream_attr(mp_obj_t self, qstr attr, mp_obj_t *dest) {
    if (dest[0] == MP_OBJ_NULL) {
        if (attr == MP_QSTR_s) {
            dest[0] = mpy_stream_wrapped(self);
        } else if (attr == MP_QSTR_e) {
            dest[0] = extra_of(self);
        } else if (attr == MP_QSTR_out_buf) {
            dest[0] = asyncio_checked(mpy_stream_out_buf(self));
        } else {
            dest[1] = MP_OBJ_SENTINEL;
        }
    } else if (attr == MP_QSTR_out_buf && dest[1] != MP_OBJ_NULL) {
        asyncio_checked(mpy_stream_set_out_buf(self, dest[1]));
        dest[0] = MP_OBJ_NULL;
    }
}
#endif

static const mp_rom_map_elem_t stream_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_read), MP_ROM_PTR(&stream_read_obj) },
    { MP_ROM_QSTR(MP_QSTR_readinto), MP_ROM_PTR(&stream_readinto_obj) },
    { MP_ROM_QSTR(MP_QSTR_readline), MP_ROM_PTR(&stream_readline_obj) },
    { MP_ROM_QSTR(MP_QSTR_readexactly), MP_ROM_PTR(&stream_readexactly_obj) },
    #if MPY_ASYNCIO_STREAM_API
    { MP_ROM_QSTR(MP_QSTR_readuntil), MP_ROM_PTR(&stream_readuntil_obj) },
    #endif
    { MP_ROM_QSTR(MP_QSTR_write), MP_ROM_PTR(&stream_write_obj) },
    { MP_ROM_QSTR(MP_QSTR_drain), MP_ROM_PTR(&stream_drain_obj) },
    { MP_ROM_QSTR(MP_QSTR_close), MP_ROM_PTR(&stream_close_obj) },
    { MP_ROM_QSTR(MP_QSTR_wait_closed), MP_ROM_PTR(&stream_wait_closed_obj) },
    { MP_ROM_QSTR(MP_QSTR_get_extra_info), MP_ROM_PTR(&stream_get_extra_info_obj) },
    { MP_ROM_QSTR(MP_QSTR___aenter__), MP_ROM_PTR(&asyncio_await_value_obj) },
    { MP_ROM_QSTR(MP_QSTR___aexit__), MP_ROM_PTR(&stream_aexit_obj) },
    #if MPY_ASYNCIO_COMPAT
    { MP_ROM_QSTR(MP_QSTR_aclose), MP_ROM_PTR(&stream_wait_closed_obj) },
    { MP_ROM_QSTR(MP_QSTR_awrite), MP_ROM_PTR(&stream_awrite_obj) },
    { MP_ROM_QSTR(MP_QSTR_awritestr), MP_ROM_PTR(&stream_awrite_obj) },
    #endif
    { MP_ROM_QSTR(MP_QSTR_throw), MP_ROM_PTR(&stream_throw_obj) },
};
static MP_DEFINE_CONST_DICT(stream_locals, stream_locals_table);

MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_stream, MP_QSTR_Stream, MP_TYPE_FLAG_ITER_IS_ITERNEXT,
    make_new, stream_make_new,
    #if MPY_ASYNCIO_COMPAT
    attr, stream_attr,
    #endif
    iter, stream_iternext,
    locals_dict, &stream_locals
    );
