// The tables of `asyncio.stream` and of the I/O queue; what the names do is in Rust's stream.rs, server.rs and
// io_queue.rs.
#include <string.h>

#include "glue/function.h"
#include "stream.h"
#include "py/objexcept.h"
#include "py/objstr.h"
#include "py/objtuple.h"

/******************************************************************************/
// _io_queue

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

static mp_obj_t io_queue_modify(size_t n_args, const mp_obj_t *args) {
    (void)n_args;
    if (!mpy_io_set_events(args[1], ASYNCIO_POLLED, mp_obj_get_int(args[2]) & ~ASYNCIO_POLLED)) {
        mp_raise_OSError(MP_ENOENT);
    }
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(io_queue_modify_obj, 3, 3, io_queue_modify);

static mp_obj_t io_queue_unregister(mp_obj_t self, mp_obj_t stream) {
    (void)self;
    mpy_io_set_events(stream, 0, 0);
    return mp_const_none;
}
static ASYNCIO_FUNCTION_2(io_queue_unregister_obj, io_queue_unregister);

#if MICROPY_PY_SELECT
// A poller of the module `select`, with what this one has at the moment.
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

// {id(stream): [reading task, writing task, stream]}, made anew at each look.
static mp_obj_t io_queue_map(void) {
    mp_obj_t map = mp_obj_new_dict(0);
    mp_obj_t entry[3];
    for (size_t i = 0; mpy_io_waited_for(i, &entry) >= 0; i++) {
        mp_obj_dict_store(map, mp_obj_id(entry[2]), mp_obj_new_list(3, entry));
    }
    return map;
}

// One of a script's own is for the assignment to core._io_queue; its methods are the loop's.
static mp_obj_t io_queue_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    (void)args;
    mp_arg_check_num(n_args, n_kw, 0, 0, false);
    return MP_OBJ_FROM_PTR(mp_obj_malloc(mp_obj_base_t, type));
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

MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_io_queue, MP_QSTR_IOQueue, MP_TYPE_FLAG_NONE,
    make_new, io_queue_make_new,
    attr, io_queue_attr,
    locals_dict, &io_queue_locals
    );

const mp_obj_base_t asyncio_io_queue = { &asyncio_type_io_queue };

MP_DEFINE_CONST_OBJ_TYPE(asyncio_type_pollable, MP_QSTR_IOQueue, MP_TYPE_FLAG_NONE);

/******************************************************************************/
// IncompleteReadError and LimitOverrunError

#if MPY_ASYNCIO_STREAM_API

mp_obj_t asyncio_new_incomplete_read(mp_obj_t partial, mp_obj_t expected) {
    mp_obj_t args[2] = { partial, expected };
    return mp_obj_new_exception_args(&asyncio_type_incomplete_read_error, 2, args);
}

mp_obj_t asyncio_new_limit_overrun(bool is_line, bool found, size_t consumed) {
    // The text gets an object of its own: an exception of one argument writes to it.
    mp_obj_t line_error = mp_obj_new_exception_msg(&mp_type_ValueError,
        found ? MP_ERROR_TEXT("Separator is found, but chunk is longer than limit")
        : MP_ERROR_TEXT("Separator is not found, and chunk exceed the limit"));
    if (is_line) {
        return line_error;
    }
    mp_obj_t args[2] = { mp_obj_exception_get_value(line_error), MP_OBJ_NEW_SMALL_INT(consumed) };
    return mp_obj_new_exception_args(&asyncio_type_limit_overrun_error, 2, args);
}

static void stream_error_message(const mp_print_t *print, const mp_obj_t *args, bool is_incomplete) {
    if (!is_incomplete) {
        mp_obj_print_helper(print, args[0], PRINT_STR);
        return;
    }
    mp_buffer_info_t partial = { .len = 0 };
    mp_get_buffer(args[0], &partial, MP_BUFFER_READ);
    mp_printf(print, "%u bytes read on a total of ", (unsigned int)partial.len);
    if (args[1] == mp_const_none) {
        mp_print_str(print, "undefined");
    } else {
        mp_obj_print_helper(print, args[1], PRINT_REPR);
    }
    mp_print_str(print, " expected bytes");
}

static void stream_error_print(const mp_print_t *print, mp_obj_t self, mp_print_kind_t kind) {
    const mp_obj_type_t *type = mp_obj_get_type(self);
    mp_obj_tuple_t *args = ((mp_obj_exception_t *)MP_OBJ_TO_PTR(self))->args;
    mp_print_kind_t base_kind = kind & ~PRINT_EXC_SUBCLASS;
    if (args->len != 2) {
        mp_obj_exception_print(print, self, kind);
        return;
    }
    if (base_kind != PRINT_STR && !(kind & PRINT_EXC_SUBCLASS)) {
        mp_printf(print, "%q", type->name);
    }
    mp_print_str(print, base_kind == PRINT_REPR ? "('" : base_kind == PRINT_EXC ? ": " : "");
    stream_error_message(print, args->items, type == &asyncio_type_incomplete_read_error);
    mp_print_str(print, base_kind == PRINT_REPR ? "')" : "");
}

static void stream_error_attr(mp_obj_t self, qstr attr, mp_obj_t *dest) {
    if (dest[0] == MP_OBJ_NULL) {
        bool is_incomplete = mp_obj_get_type(self) == &asyncio_type_incomplete_read_error;
        mp_obj_tuple_t *args = ((mp_obj_exception_t *)MP_OBJ_TO_PTR(self))->args;
        size_t item = is_incomplete && attr == MP_QSTR_partial ? 0
            : attr == (is_incomplete ? MP_QSTR_expected : MP_QSTR_consumed) ? 1 : 2;
        if (item < args->len && args->len == 2) {
            dest[0] = args->items[item];
            return;
        }
    }
    mp_obj_exception_attr(self, attr, dest);
}

MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_incomplete_read_error, MP_QSTR_IncompleteReadError, MP_TYPE_FLAG_NONE,
    make_new, mp_obj_exception_make_new,
    print, stream_error_print,
    attr, stream_error_attr,
    parent, &mp_type_EOFError
    );

MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_limit_overrun_error, MP_QSTR_LimitOverrunError, MP_TYPE_FLAG_NONE,
    make_new, mp_obj_exception_make_new,
    print, stream_error_print,
    attr, stream_error_attr,
    parent, &mp_type_Exception
    );

#if MPY_ASYNCIO_NETWORK
static size_t limit_of(mp_obj_t limit_in) {
    mp_int_t limit = mp_obj_get_int(limit_in);
    if (limit <= 0) {
        mp_raise_ValueError(MP_ERROR_TEXT("Limit cannot be <= 0"));
    }
    return limit;
}
#define LIMIT_ARG { MP_QSTR_limit, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_INT(ASYNCIO_STREAM_LIMIT) } },
#define LIMIT_OF(args) limit_of((args)[ARG_limit].u_obj)
#endif

#else
#define LIMIT_ARG
#define LIMIT_OF(args) 0
#endif

/******************************************************************************/
// Stream

static mp_obj_t stream_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    (void)type;
    mp_arg_check_num(n_args, n_kw, 1, 2, false);
    return asyncio_checked(mpy_stream_new(args[0], n_args > 1 ? args[1] : mp_obj_new_dict(0)));
}

static mp_obj_t stream_get_extra_info(mp_obj_t self, mp_obj_t name) {
    return mp_obj_subscr(mpy_stream_extra(self), name, MP_OBJ_SENTINEL);
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

static MP_DEFINE_CONST_FUN_OBJ_1(asyncio_await_value_obj, asyncio_await_value);

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
    return mpy_stream_is_flushed(self) ? asyncio_checked(mpy_sleep(0)) : self;
}
static MP_DEFINE_CONST_FUN_OBJ_1(stream_drain_obj, stream_drain);

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

static ASYNCIO_FUNCTION_2(stream_throw_obj, mpy_stream_throw);

static mp_obj_t stream_iternext(mp_obj_t self) {
    return asyncio_checked(mpy_stream_next(self));
}

static void stream_attr(mp_obj_t self, qstr attr, mp_obj_t *dest) {
    if (dest[0] == MP_OBJ_NULL) {
        if (attr == MP_QSTR_s) {
            dest[0] = mpy_stream_wrapped(self);
        } else if (attr == MP_QSTR_e) {
            dest[0] = mpy_stream_extra(self);
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
    { MP_ROM_QSTR(MP_QSTR_aclose), MP_ROM_PTR(&stream_wait_closed_obj) },
    { MP_ROM_QSTR(MP_QSTR_awrite), MP_ROM_PTR(&stream_awrite_obj) },
    { MP_ROM_QSTR(MP_QSTR_awritestr), MP_ROM_PTR(&stream_awrite_obj) },
    { MP_ROM_QSTR(MP_QSTR_throw), MP_ROM_PTR(&stream_throw_obj) },
};
static MP_DEFINE_CONST_DICT(stream_locals, stream_locals_table);

MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_stream, MP_QSTR_Stream, MP_TYPE_FLAG_ITER_IS_ITERNEXT,
    make_new, stream_make_new,
    attr, stream_attr,
    iter, stream_iternext,
    locals_dict, &stream_locals
    );

static mp_obj_t read_iternext(mp_obj_t self) {
    return asyncio_checked(mpy_read_next(self));
}

static ASYNCIO_FUNCTION_2(read_throw_obj, mpy_read_throw);

static const mp_rom_map_elem_t read_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_throw), MP_ROM_PTR(&read_throw_obj) },
};
static MP_DEFINE_CONST_DICT(read_locals, read_locals_table);

MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_read, MP_QSTR_read, MP_TYPE_FLAG_ITER_IS_ITERNEXT,
    iter, read_iternext,
    locals_dict, &read_locals
    );

/******************************************************************************/
// open_connection and start_server

#if MPY_ASYNCIO_NETWORK

#if ASYNCIO_HAS_DESCRIPTORS

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

static mp_obj_t numeric_address(mp_obj_t host_in, mp_int_t port, mp_obj_t *items) {
    const char *host = mp_obj_str_get_str(host_in);
    struct sockaddr_in v4 = { .sin_family = AF_INET, .sin_port = htons(port) };
    struct sockaddr_in6 v6 = { .sin6_family = AF_INET6, .sin6_port = htons(port) };
    items[1] = MP_OBJ_NEW_SMALL_INT(SOCK_STREAM);
    items[2] = MP_OBJ_NEW_SMALL_INT(IPPROTO_TCP);
    if (inet_pton(AF_INET, host, &v4.sin_addr) == 1) {
        items[0] = MP_OBJ_NEW_SMALL_INT(AF_INET);
        return mp_obj_new_bytes((const byte *)&v4, sizeof(v4));
    }
    if (inet_pton(AF_INET6, host, &v6.sin6_addr) == 1) {
        items[0] = MP_OBJ_NEW_SMALL_INT(AF_INET6);
        return mp_obj_new_bytes((const byte *)&v6, sizeof(v6));
    }
    return MP_OBJ_NULL;
}

#else

static mp_obj_t numeric_address(mp_obj_t host_in, mp_int_t port, mp_obj_t *items) {
    const char *at = mp_obj_str_get_str(host_in);
    for (size_t i = 0; i < 4; i++) {
        unsigned int digits = 0, part = 0;
        for (; *at >= '0' && *at <= '9' && digits < 4; at++, digits++) {
            part = part * 10 + (*at - '0');
        }
        if (digits == 0 || part > 255 || *at++ != "...\0"[i]) {
            return MP_OBJ_NULL;
        }
    }
    mp_obj_t socket = mp_import_name(MP_QSTR_socket, mp_const_none, MP_OBJ_NEW_SMALL_INT(0));
    items[0] = mp_load_attr(socket, MP_QSTR_AF_INET);
    items[1] = mp_load_attr(socket, MP_QSTR_SOCK_STREAM);
    items[2] = MP_OBJ_NEW_SMALL_INT(0);
    mp_obj_t address[2] = { host_in, MP_OBJ_NEW_SMALL_INT(port) };
    return mp_obj_new_tuple(2, address);
}

#endif

mp_obj_t asyncio_numeric_address(mp_obj_t host, mp_obj_t port) {
    if (!mp_obj_is_str(host) || !mp_obj_is_small_int(port)
        || MP_OBJ_SMALL_INT_VALUE(port) < 0 || MP_OBJ_SMALL_INT_VALUE(port) > 0xffff) {
        return mp_const_none;
    }
    mp_obj_t items[5];
    items[3] = MP_OBJ_NEW_QSTR(MP_QSTR_);
    items[4] = numeric_address(host, MP_OBJ_SMALL_INT_VALUE(port), items);
    return items[4] == MP_OBJ_NULL ? mp_const_none : mp_obj_new_tuple(5, items);
}

static mp_obj_t opening_iternext(mp_obj_t self) {
    return asyncio_checked(mpy_opening_next(self));
}

static ASYNCIO_FUNCTION_2(opening_throw_obj, mpy_opening_throw);

static const mp_rom_map_elem_t opening_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_throw), MP_ROM_PTR(&opening_throw_obj) },
};
static MP_DEFINE_CONST_DICT(opening_locals, opening_locals_table);

MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_connect, MP_QSTR_open_connection, MP_TYPE_FLAG_ITER_IS_ITERNEXT,
    iter, opening_iternext,
    locals_dict, &opening_locals
    );

MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_start_server, MP_QSTR_start_server, MP_TYPE_FLAG_ITER_IS_ITERNEXT,
    iter, opening_iternext,
    locals_dict, &opening_locals
    );

static mp_obj_t asyncio_open_connection(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    enum { ARG_host, ARG_port, ARG_ssl, ARG_server_hostname, ARG_limit };
    static const mp_arg_t allowed_args[] = {
        { MP_QSTR_host, MP_ARG_REQUIRED | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_port, MP_ARG_REQUIRED | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_ssl, MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_server_hostname, MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        LIMIT_ARG
    };
    mp_arg_val_t args[MP_ARRAY_SIZE(allowed_args)];
    mp_arg_parse_all(n_args, pos_args, kw_args, MP_ARRAY_SIZE(allowed_args), allowed_args, args);
    return asyncio_checked(mpy_connect_new(args[ARG_host].u_obj, args[ARG_port].u_obj, args[ARG_ssl].u_obj, args[ARG_server_hostname].u_obj, LIMIT_OF(args)));
}
MP_DEFINE_CONST_FUN_OBJ_KW(asyncio_open_connection_obj, 0, asyncio_open_connection);

static mp_obj_t asyncio_start_server(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    enum { ARG_cb, ARG_host, ARG_port, ARG_backlog, ARG_ssl, ARG_limit };
    static const mp_arg_t allowed_args[] = {
        { MP_QSTR_cb, MP_ARG_REQUIRED | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_host, MP_ARG_REQUIRED | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_port, MP_ARG_REQUIRED | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_backlog, MP_ARG_OBJ, { .u_rom_obj = MP_ROM_INT(5) } },
        { MP_QSTR_ssl, MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        LIMIT_ARG
    };
    mp_arg_val_t args[MP_ARRAY_SIZE(allowed_args)];
    mp_arg_parse_all(n_args, pos_args, kw_args, MP_ARRAY_SIZE(allowed_args), allowed_args, args);
    return asyncio_checked(mpy_start_server_new(args[ARG_cb].u_obj, args[ARG_host].u_obj, args[ARG_port].u_obj, args[ARG_backlog].u_obj, args[ARG_ssl].u_obj, LIMIT_OF(args)));
}
MP_DEFINE_CONST_FUN_OBJ_KW(asyncio_start_server_obj, 0, asyncio_start_server);

/******************************************************************************/
// Server

static mp_obj_t accept_iternext(mp_obj_t self) {
    return asyncio_checked(mpy_accept_next(self));
}

static ASYNCIO_FUNCTION_2(accept_throw_obj, mpy_accept_throw);

static const mp_rom_map_elem_t accept_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_throw), MP_ROM_PTR(&accept_throw_obj) },
};
static MP_DEFINE_CONST_DICT(accept_locals, accept_locals_table);

MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_accept, MP_QSTR_accept, MP_TYPE_FLAG_ITER_IS_ITERNEXT,
    iter, accept_iternext,
    locals_dict, &accept_locals
    );

static const MP_DEFINE_STR_OBJ(not_accepted, "Server couldn't serve a client");

mp_obj_t asyncio_report_accept(mp_obj_t task, mp_obj_t exc) {
    return asyncio_call_exception_handler(MP_OBJ_FROM_PTR(&not_accepted), exc, task);
}

static ASYNCIO_FUNCTION_1(server_close_obj, mpy_server_close);

static mp_obj_t server_wait_closed(mp_obj_t self) {
    return mpy_server_was_cancelled(self) ? asyncio_await_value(mp_const_none) : mpy_server_task(self);
}
static MP_DEFINE_CONST_FUN_OBJ_1(server_wait_closed_obj, server_wait_closed);

#if MPY_ASYNCIO_STREAM_API
static ASYNCIO_FUNCTION_1(server_serve_forever_obj, mpy_server_serve_forever);
#endif

static mp_obj_t server_aexit(size_t n_args, const mp_obj_t *args) {
    (void)n_args;
    asyncio_checked(mpy_server_close(args[0]));
    return server_wait_closed(args[0]);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(server_aexit_obj, 4, 4, server_aexit);

static void server_attr(mp_obj_t self, qstr attr, mp_obj_t *dest) {
    if (dest[0] == MP_OBJ_NULL) {
        if (attr == MP_QSTR_task) {
            dest[0] = mpy_server_task(self);
        } else {
            dest[1] = MP_OBJ_SENTINEL;
        }
    }
}

static const mp_rom_map_elem_t server_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_close), MP_ROM_PTR(&server_close_obj) },
    { MP_ROM_QSTR(MP_QSTR_wait_closed), MP_ROM_PTR(&server_wait_closed_obj) },
    #if MPY_ASYNCIO_STREAM_API
    { MP_ROM_QSTR(MP_QSTR_serve_forever), MP_ROM_PTR(&server_serve_forever_obj) },
    #endif
    { MP_ROM_QSTR(MP_QSTR___aenter__), MP_ROM_PTR(&asyncio_await_value_obj) },
    { MP_ROM_QSTR(MP_QSTR___aexit__), MP_ROM_PTR(&server_aexit_obj) },
};
static MP_DEFINE_CONST_DICT(server_locals, server_locals_table);

MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_server, MP_QSTR_Server, MP_TYPE_FLAG_NONE,
    attr, server_attr,
    locals_dict, &server_locals
    );

#else

static mp_obj_t asyncio_open_connection(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    (void)n_args;
    (void)pos_args;
    (void)kw_args;
    // The import is what fails.
    mp_import_name(MP_QSTR_socket, mp_const_none, MP_OBJ_NEW_SMALL_INT(0));
    mp_raise_msg(&mp_type_NotImplementedError, MP_ERROR_TEXT("build asyncio with MPY_ASYNCIO_NETWORK=1"));
}
MP_DEFINE_CONST_FUN_OBJ_KW(asyncio_open_connection_obj, 0, asyncio_open_connection);

MP_DEFINE_CONST_OBJ_TYPE(asyncio_type_server, MP_QSTR_Server, MP_TYPE_FLAG_NONE);

#endif
