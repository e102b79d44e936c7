// The tables of open_connection(), start_server() and Server; their code is Rust's server.rs.
#include "names.h"
#include "glue/exception_handler.h"

#include "py/objstr.h"
#include "py/objtuple.h"

#if MPY_ASYNCIO_NETWORK

#if ASYNCIO_HAS_DESCRIPTORS
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#endif

#if MPY_ASYNCIO_STREAM_API
static size_t limit_of(mp_obj_t limit_in) {
    mp_int_t limit = mp_obj_get_int(limit_in);
    if (limit <= 0) {
        mp_raise_ValueError(MP_ERROR_TEXT("Limit cannot be <= 0"));
    }
    return limit;
}
#define LIMIT_ARG { MP_QSTR_limit, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_INT(ASYNCIO_STREAM_LIMIT) } },
#define LIMIT_OF(args) limit_of((args)[ARG_limit].u_obj)
#else
#define LIMIT_ARG
#define LIMIT_OF(args) 0
#endif

#if ASYNCIO_HAS_DESCRIPTORS

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

#if ASYNCIO_LWIP_TELLS
extern const mp_obj_module_t mp_module_lwip;

static bool is_lwip_socket(mp_obj_t socket) {
    mp_obj_t type = mp_load_attr(MP_OBJ_FROM_PTR(&mp_module_lwip), MP_QSTR_socket);
    return MP_OBJ_TO_PTR(type) == mp_obj_get_type(socket);
}
#endif

mp_obj_t asyncio_socket_check(mp_obj_t socket, mp_obj_t unused) {
    (void)unused;
    #if ASYNCIO_HAS_DESCRIPTORS
    mp_obj_t descriptor = asyncio_stream_descriptor(socket, MP_OBJ_NULL);
    int error = 0;
    socklen_t size = sizeof(error);
    if (descriptor != mp_const_none
        && getsockopt(MP_OBJ_SMALL_INT_VALUE(descriptor), SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error != 0) {
        mp_raise_OSError(error);
    }
    #elif ASYNCIO_LWIP_TELLS
    // Of no bytes: raises what ended the connection.
    if (is_lwip_socket(socket)) {
        mp_obj_t dest[3];
        mp_load_method(socket, MP_QSTR_send, dest);
        dest[2] = mp_const_empty_bytes;
        mp_call_method_n_kw(1, 0, dest);
    }
    #else
    (void)socket;
    #endif
    return mp_const_none;
}

#if MPY_ASYNCIO_SOCKET_WAKES
#if ASYNCIO_LWIP_TELLS
// The option of MicroPython's sockets that names what MicroPython's scheduler is to call.
#define SOCKET_CALLBACK (20)

mp_obj_t asyncio_socket_let_tell(mp_obj_t socket, mp_obj_t waker) {
    if (!is_lwip_socket(socket)) {
        return mp_const_false;
    }
    mp_obj_t dest[5];
    mp_load_method(socket, MP_QSTR_setsockopt, dest);
    dest[2] = MP_OBJ_NEW_SMALL_INT(1);
    dest[3] = MP_OBJ_NEW_SMALL_INT(SOCKET_CALLBACK);
    dest[4] = waker;
    mp_call_method_n_kw(3, 0, dest);
    return mp_const_true;
}
#else
mp_obj_t asyncio_socket_let_tell(mp_obj_t socket, mp_obj_t waker) {
    (void)socket;
    (void)waker;
    return mp_const_false;
}
#endif
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
    // The import raises.
    mp_import_name(MP_QSTR_socket, mp_const_none, MP_OBJ_NEW_SMALL_INT(0));
    mp_raise_msg(&mp_type_NotImplementedError, MP_ERROR_TEXT("build asyncio with MPY_ASYNCIO_NETWORK=1"));
}
MP_DEFINE_CONST_FUN_OBJ_KW(asyncio_open_connection_obj, 0, asyncio_open_connection);

MP_DEFINE_CONST_OBJ_TYPE(asyncio_type_server, MP_QSTR_Server, MP_TYPE_FLAG_NONE);

#endif
