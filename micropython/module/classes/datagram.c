// The socket calls of datagrams, and the tables of their classes. All other code of datagrams is in Rust's datagram.rs.
//
// On a port with descriptors this calls the operating system directly. MicroPython's sockets there know neither their own
// address nor the length of the next datagram, and their addresses are the bytes of a struct. On other ports, and for a socket
// object of a script, this calls the methods of the socket.
#include "names.h"
#include "glue/exception_handler.h"

#if ASYNCIO_DATAGRAM_NAMES

#include "py/objlist.h"
#include "py/objstr.h"
#include "py/objtuple.h"

// The longest datagram that a socket's method receives. Each call takes this much heap. It fits into an Ethernet frame.
#ifndef MPY_ASYNCIO_DATAGRAM_BYTES
#define MPY_ASYNCIO_DATAGRAM_BYTES (1472)
#endif

#if ASYNCIO_HAS_DESCRIPTORS

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

_Static_assert(AF_UNIX == ASYNCIO_AF_UNIX, "the address family of paths has another number here");

typedef union _address_t {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
    struct sockaddr_un path;
    struct sockaddr_storage storage;
} address_t;

__attribute__((noreturn)) static void raise_errno(void) {
    mp_raise_OSError(errno);
}

// An address for scripts: (host, port), with two more numbers for IPv6, a path, or None if it has no name.
static mp_obj_t address_to_obj(const address_t *address, socklen_t len) {
    char host[INET6_ADDRSTRLEN];
    mp_obj_t items[4];
    switch (len == 0 ? AF_UNSPEC : address->any.sa_family) {
        case AF_INET:
            inet_ntop(AF_INET, &address->v4.sin_addr, host, sizeof(host));
            items[0] = mp_obj_new_str(host, strlen(host));
            items[1] = MP_OBJ_NEW_SMALL_INT(ntohs(address->v4.sin_port));
            return mp_obj_new_tuple(2, items);
        case AF_INET6:
            inet_ntop(AF_INET6, &address->v6.sin6_addr, host, sizeof(host));
            items[0] = mp_obj_new_str(host, strlen(host));
            items[1] = MP_OBJ_NEW_SMALL_INT(ntohs(address->v6.sin6_port));
            items[2] = mp_obj_new_int_from_uint(ntohl(address->v6.sin6_flowinfo));
            items[3] = mp_obj_new_int_from_uint(address->v6.sin6_scope_id);
            return mp_obj_new_tuple(4, items);
        case AF_UNIX: {
            size_t bytes = len - offsetof(struct sockaddr_un, sun_path);
            const char *path = address->path.sun_path;
            if (bytes > 0 && path[0] == 0) {
                return mp_obj_new_bytes((const byte *)path, bytes);
            }
            return mp_obj_new_str(path, strnlen(path, bytes));
        }
        default:
            return mp_const_none;
    }
}

static socklen_t address_of_path(mp_obj_t path_in, address_t *address) {
    size_t bytes;
    const char *path = mp_obj_str_get_data(path_in, &bytes);
    if (bytes >= sizeof(address->path.sun_path)) {
        mp_raise_msg(&mp_type_OSError, MP_ERROR_TEXT("AF_UNIX path too long"));
    }
    memset(address, 0, sizeof(address->path));
    address->path.sun_family = AF_UNIX;
    memcpy(address->path.sun_path, path, bytes);
    // A name that begins with a zero byte ends with its last, a path with a zero byte.
    return offsetof(struct sockaddr_un, sun_path) + bytes + (bytes == 0 || path[0] != 0);
}

// An address that a script passes to sendto(): in the form above, or as from MicroPython's getaddrinfo(). May raise.
static socklen_t address_from_obj(int fd, mp_obj_t obj, address_t *address) {
    if (mp_obj_is_str(obj)) {
        return address_of_path(obj, address);
    }
    if (!mp_obj_is_type(obj, &mp_type_tuple)) {
        mp_buffer_info_t bytes;
        mp_get_buffer_raise(obj, &bytes, MP_BUFFER_READ);
        socklen_t len = MIN(bytes.len, sizeof(*address));
        memcpy(address, bytes.buf, len);
        return len;
    }
    size_t count;
    mp_obj_t *items;
    mp_obj_tuple_get(obj, &count, &items);
    if (count < 2 || count > 4) {
        mp_raise_TypeError(MP_ERROR_TEXT("an address is (host, port)"));
    }
    const char *host = mp_obj_str_get_str(items[0]);
    mp_int_t port = mp_obj_get_int(items[1]);
    if (port < 0 || port > 65535) {
        mp_raise_msg_varg(&mp_type_OverflowError, MP_ERROR_TEXT("port must be 0 to 65535, not %d"), (int)port);
    }
    socklen_t len = sizeof(*address);
    memset(address, 0, sizeof(*address));
    if (getsockname(fd, &address->any, &len) < 0) {
        raise_errno();
    }
    int family = address->any.sa_family;
    memset(address, 0, sizeof(*address));
    void *numeric = family == AF_INET6 ? (void *)&address->v6.sin6_addr : (void *)&address->v4.sin_addr;
    if (inet_pton(family, host, numeric) == 1) {
        address->any.sa_family = family;
        len = family == AF_INET6 ? sizeof(address->v6) : sizeof(address->v4);
    } else {
        struct addrinfo hints = { .ai_family = family, .ai_socktype = SOCK_DGRAM };
        struct addrinfo *found;
        MP_THREAD_GIL_EXIT();
        int failed = getaddrinfo(host, NULL, &hints, &found);
        MP_THREAD_GIL_ENTER();
        if (failed) {
            mp_raise_msg_varg(&mp_type_OSError, MP_ERROR_TEXT("can't resolve '%s'"), host);
        }
        len = MIN(found->ai_addrlen, sizeof(*address));
        memcpy(address, found->ai_addr, len);
        freeaddrinfo(found);
    }
    if (family == AF_INET6) {
        address->v6.sin6_port = htons(port);
        if (count > 2) {
            address->v6.sin6_flowinfo = htonl(mp_obj_get_int_truncated(items[2]));
        }
        if (count > 3) {
            address->v6.sin6_scope_id = mp_obj_get_int_truncated(items[3]);
        }
    } else {
        address->v4.sin_port = htons(port);
    }
    return len;
}

static mp_obj_t receive_by_descriptor(int fd) {
    #if defined(__linux__)
    // The exact length: the datagram is not cut off, and takes no more memory.
    ssize_t bytes = recv(fd, NULL, 0, MSG_PEEK | MSG_TRUNC | MSG_DONTWAIT);
    if (bytes < 0) {
        raise_errno();
    }
    #else
    ssize_t bytes = 65536;
    #endif
    char *room = m_new_maybe(char, bytes + 1);
    if (room == NULL) {
        // It would stay in the socket, and come again.
        (void)!recv(fd, NULL, 0, MSG_DONTWAIT);
        m_malloc_fail(bytes + 1);
    }
    vstr_t data = { .alloc = bytes + 1, .len = bytes, .buf = room, .fixed_buf = false };
    address_t address;
    socklen_t len = sizeof(address);
    bytes = recvfrom(fd, data.buf, bytes, MSG_DONTWAIT, &address.any, &len);
    if (bytes < 0) {
        raise_errno();
    }
    data.len = bytes;
    mp_obj_t items[2];
    items[0] = bytes == 0 ? mp_const_empty_bytes : mp_obj_new_bytes_from_vstr(&data);
    items[1] = address_to_obj(&address, len);
    return mp_obj_new_tuple(2, items);
}

static void send_by_descriptor(int fd, mp_obj_t data, mp_obj_t to) {
    address_t address;
    socklen_t len = to == mp_const_none ? 0 : address_from_obj(fd, to, &address);
    mp_buffer_info_t bytes;
    mp_get_buffer_raise(data, &bytes, MP_BUFFER_READ);
    if (sendto(fd, bytes.buf, bytes.len, MSG_DONTWAIT | MSG_NOSIGNAL, len == 0 ? NULL : &address.any, len) < 0) {
        raise_errno();
    }
}

mp_obj_t asyncio_datagram_path(mp_obj_t path, mp_obj_t is_local) {
    if (!mp_obj_is_str(path)) {
        mp_raise_TypeError(MP_ERROR_TEXT("the address of AF_UNIX is a path"));
    }
    address_t address;
    socklen_t len = address_of_path(path, &address);
    struct stat status;
    if (is_local == mp_const_true && stat(address.path.sun_path, &status) == 0 && S_ISSOCK(status.st_mode)) {
        unlink(address.path.sun_path);
    }
    return mp_obj_new_bytes((const byte *)&address, len);
}

mp_obj_t asyncio_datagram_address(mp_obj_t address_in, mp_obj_t unused) {
    (void)unused;
    address_t address;
    mp_buffer_info_t bytes;
    if (!mp_get_buffer(address_in, &bytes, MP_BUFFER_READ)) {
        return address_in;
    }
    memcpy(&address, bytes.buf, MIN(bytes.len, sizeof(address)));
    return address_to_obj(&address, MIN(bytes.len, sizeof(address)));
}

#else

mp_obj_t asyncio_datagram_address(mp_obj_t address, mp_obj_t unused) {
    (void)unused;
    return address;
}

#endif

// The arguments of getaddrinfo() for `address`, a pair, and `wanted`, the list (family, proto, flags). Returns their number.
static size_t resolver_args(mp_obj_t socket, mp_obj_t address, mp_obj_t wanted, mp_obj_t args[6]) {
    size_t count = 0;
    mp_obj_t *items;
    if (mp_obj_is_type(address, &mp_type_tuple)) {
        mp_obj_tuple_get(address, &count, &items);
    }
    if (count != 2) {
        mp_raise_TypeError(MP_ERROR_TEXT("local_addr and remote_addr are tuples (host, port)"));
    }
    args[0] = items[0];
    args[1] = items[1];
    #if ASYNCIO_HAS_DESCRIPTORS
    mp_obj_get_array_fixed_n(wanted, 3, &items);
    args[2] = items[0];
    args[3] = mp_load_attr(socket, MP_QSTR_SOCK_DGRAM);
    args[4] = items[1];
    args[5] = items[2];
    return 6;
    #else
    // Boards have one family of addresses, and warn about everything else.
    (void)socket;
    (void)wanted;
    return 2;
    #endif
}

static mp_obj_t list_of_addresses(mp_obj_t found_in) {
    mp_obj_t found = mp_call_function_1(MP_OBJ_FROM_PTR(&mp_type_list), found_in);
    if (!mp_obj_is_true(found)) {
        mp_raise_msg(&mp_type_OSError, MP_ERROR_TEXT("getaddrinfo() found no address"));
    }
    return found;
}

#if MPY_ASYNCIO_NAMES
mp_obj_t asyncio_datagram_lookup(mp_obj_t address, mp_obj_t wanted) {
    mp_obj_t socket = mp_import_name(MP_QSTR_socket, mp_const_none, MP_OBJ_NEW_SMALL_INT(0));
    mp_obj_t args[6];
    return asyncio_lookup_of(resolver_args(socket, address, wanted, args), args);
}

mp_obj_t asyncio_datagram_found(mp_obj_t lookup, mp_obj_t unused) {
    mp_obj_t found = asyncio_lookup_step(lookup, unused);
    return found == mp_const_none ? found : list_of_addresses(found);
}
#else
mp_obj_t asyncio_datagram_resolve(mp_obj_t address, mp_obj_t wanted) {
    mp_obj_t socket = mp_import_name(MP_QSTR_socket, mp_const_none, MP_OBJ_NEW_SMALL_INT(0));
    mp_obj_t args[6];
    size_t n_args = resolver_args(socket, address, wanted, args);
    return list_of_addresses(mp_call_function_n_kw(mp_load_attr(socket, MP_QSTR_getaddrinfo), n_args, 0, args));
}
#endif

mp_obj_t asyncio_datagram_check(mp_obj_t socket, mp_obj_t unused) {
    (void)unused;
    int fd = asyncio_descriptor(socket);
    #if ASYNCIO_HAS_DESCRIPTORS
    int type = SOCK_DGRAM;
    socklen_t len = sizeof(type);
    if (fd >= 0 && (getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &len) < 0 || type != SOCK_DGRAM)) {
        mp_raise_ValueError(MP_ERROR_TEXT("sock is no UDP socket"));
    }
    #else
    (void)fd;
    #endif
    return mp_const_none;
}

mp_obj_t asyncio_datagram_share_port(mp_obj_t socket, mp_obj_t unused) {
    (void)unused;
    #if ASYNCIO_HAS_DESCRIPTORS && defined(SO_REUSEPORT)
    int on = 1;
    int fd = asyncio_descriptor(socket);
    if (fd >= 0) {
        if (setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof(on)) < 0) {
            raise_errno();
        }
        return mp_const_none;
    }
    #endif
    (void)socket;
    mp_raise_ValueError(MP_ERROR_TEXT("this port's sockets have no reuse_port"));
}

mp_obj_t asyncio_datagram_name(mp_obj_t socket, mp_obj_t of_peer) {
    #if ASYNCIO_HAS_DESCRIPTORS
    address_t address;
    socklen_t len = sizeof(address);
    int fd = asyncio_descriptor(socket);
    if (fd >= 0) {
        int failed = of_peer == mp_const_true ? getpeername(fd, &address.any, &len) : getsockname(fd, &address.any, &len);
        return failed ? mp_const_none : address_to_obj(&address, len);
    }
    #endif
    (void)socket;
    (void)of_peer;
    return mp_const_none;
}

mp_obj_t asyncio_datagram_receive(mp_obj_t socket, mp_obj_t unused) {
    (void)unused;
    #if ASYNCIO_HAS_DESCRIPTORS
    int fd = asyncio_descriptor(socket);
    if (fd >= 0) {
        return receive_by_descriptor(fd);
    }
    #endif
    mp_obj_t call[3];
    mp_load_method(socket, MP_QSTR_recvfrom, call);
    call[2] = MP_OBJ_NEW_SMALL_INT(MPY_ASYNCIO_DATAGRAM_BYTES);
    return mp_call_method_n_kw(1, 0, call);
}

mp_obj_t asyncio_datagram_drop(mp_obj_t socket, mp_obj_t unused) {
    (void)unused;
    #if ASYNCIO_HAS_DESCRIPTORS
    if (asyncio_descriptor(socket) >= 0) {
        return mp_const_none;
    }
    #endif
    // After a read of its first byte the rest of a datagram is lost.
    mp_obj_t call[3];
    mp_load_method(socket, MP_QSTR_recvfrom, call);
    call[2] = MP_OBJ_NEW_SMALL_INT(1);
    return mp_call_method_n_kw(1, 0, call);
}

static mp_obj_t datagram_send(mp_obj_t socket, mp_obj_t data, mp_obj_t address) {
    #if ASYNCIO_HAS_DESCRIPTORS
    int fd = asyncio_descriptor(socket);
    if (fd >= 0) {
        send_by_descriptor(fd, data, address);
        return mp_const_none;
    }
    #endif
    bool to_peer = address == mp_const_none;
    mp_obj_t call[4] = { MP_OBJ_NULL, MP_OBJ_NULL, data, address };
    mp_load_method(socket, to_peer ? MP_QSTR_send : MP_QSTR_sendto, call);
    return mp_call_method_n_kw(to_peer ? 1 : 2, 0, call);
}
MP_DEFINE_CONST_FUN_OBJ_3(asyncio_datagram_send_obj, datagram_send);

mp_obj_t asyncio_datagram_frozen(mp_obj_t data, mp_obj_t unused) {
    (void)unused;
    if (mp_obj_is_type(data, &mp_type_bytes)) {
        return data;
    }
    mp_buffer_info_t bytes;
    mp_get_buffer_raise(data, &bytes, MP_BUFFER_READ);
    return mp_obj_new_bytes(bytes.buf, bytes.len);
}

static const MP_DEFINE_STR_OBJ(gave_up, "Datagram transport gave up");
static const MP_DEFINE_STR_OBJ(flow_failed, "Protocol couldn't pause or resume");

mp_obj_t asyncio_datagram_report(mp_obj_t gives_up, mp_obj_t exc) {
    mp_obj_t message = gives_up == mp_const_true ? MP_OBJ_FROM_PTR(&gave_up) : MP_OBJ_FROM_PTR(&flow_failed);
    return asyncio_call_exception_handler(message, exc, mp_const_none);
}

ASYNCIO_FUNCTION_1(asyncio_datagram_begin_obj, mpy_datagram_begin);
ASYNCIO_FUNCTION_1(asyncio_datagram_readable_obj, mpy_datagram_readable);
ASYNCIO_FUNCTION_1(asyncio_datagram_writable_obj, mpy_datagram_writable);

/******************************************************************************/
// create_datagram_endpoint

static mp_obj_t create_datagram_endpoint(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    // In the order of Rust's `Arg`; the items that Rust keeps for itself are behind them.
    static const mp_arg_t allowed_args[] = {
        { MP_QSTR_protocol_factory, MP_ARG_REQUIRED | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_local_addr, MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_remote_addr, MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_family, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_INT(0) } },
        { MP_QSTR_proto, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_INT(0) } },
        { MP_QSTR_flags, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_INT(0) } },
        { MP_QSTR_reuse_port, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_allow_broadcast, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_sock, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
    };
    mp_arg_val_t args[MP_ARRAY_SIZE(allowed_args)];
    mp_arg_parse_all(n_args, pos_args, kw_args, MP_ARRAY_SIZE(allowed_args), allowed_args, args);
    mp_obj_t items[MP_ARRAY_SIZE(allowed_args) + ASYNCIO_DATAGRAM_OWN_ITEMS];
    for (size_t i = 0; i < MP_ARRAY_SIZE(items); i++) {
        items[i] = i < MP_ARRAY_SIZE(allowed_args) ? args[i].u_obj : mp_const_none;
    }
    return asyncio_checked(mpy_datagram_open(mp_obj_new_list(MP_ARRAY_SIZE(items), items)));
}
MP_DEFINE_CONST_FUN_OBJ_KW(asyncio_create_datagram_endpoint_obj, 1, create_datagram_endpoint);

/******************************************************************************/
// DatagramTransport

static mp_obj_t transport_sendto(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    static const mp_arg_t allowed_args[] = {
        { MP_QSTR_data, MP_ARG_REQUIRED | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_addr, MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
    };
    mp_arg_val_t args[MP_ARRAY_SIZE(allowed_args)];
    mp_arg_parse_all(n_args - 1, pos_args + 1, kw_args, MP_ARRAY_SIZE(allowed_args), allowed_args, args);
    mp_obj_t data = args[0].u_obj;
    mp_buffer_info_t bytes;
    if (mp_obj_is_str(data) || !mp_get_buffer(data, &bytes, MP_BUFFER_READ)) {
        mp_raise_msg_varg(&mp_type_TypeError, MP_ERROR_TEXT("data must be bytes, not '%s'"), mp_obj_get_type_str(data));
    }
    if (bytes.len == 0) {
        return mp_const_none;
    }
    return asyncio_checked(mpy_datagram_send(pos_args[0], data, bytes.len, args[1].u_obj));
}
static MP_DEFINE_CONST_FUN_OBJ_KW(transport_sendto_obj, 1, transport_sendto);

static mp_obj_t transport_close(mp_obj_t self) {
    mpy_datagram_close(self, false);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(transport_close_obj, transport_close);

static mp_obj_t transport_abort(mp_obj_t self) {
    mpy_datagram_close(self, true);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(transport_abort_obj, transport_abort);

static mp_obj_t transport_is_closing(mp_obj_t self) {
    return mp_obj_new_bool(mpy_datagram_is_closing(self));
}
static MP_DEFINE_CONST_FUN_OBJ_1(transport_is_closing_obj, transport_is_closing);

static mp_obj_t transport_get_extra_info(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    static const mp_arg_t allowed_args[] = {
        { MP_QSTR_name, MP_ARG_REQUIRED | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_default, MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
    };
    mp_arg_val_t args[MP_ARRAY_SIZE(allowed_args)];
    mp_arg_parse_all(n_args - 1, pos_args + 1, kw_args, MP_ARRAY_SIZE(allowed_args), allowed_args, args);
    switch (mp_obj_is_str(args[0].u_obj) ? mp_obj_str_get_qstr(args[0].u_obj) : (qstr)MP_QSTRnull) {
        case MP_QSTR_socket:
            return mpy_datagram_info(pos_args[0], ASYNCIO_DATAGRAM_SOCKET);
        case MP_QSTR_sockname:
            return mpy_datagram_info(pos_args[0], ASYNCIO_DATAGRAM_SOCKNAME);
        case MP_QSTR_peername:
            return mpy_datagram_info(pos_args[0], ASYNCIO_DATAGRAM_PEERNAME);
        default:
            return args[1].u_obj;
    }
}
static MP_DEFINE_CONST_FUN_OBJ_KW(transport_get_extra_info_obj, 1, transport_get_extra_info);

static mp_obj_t transport_get_protocol(mp_obj_t self) {
    return mpy_datagram_info(self, ASYNCIO_DATAGRAM_PROTOCOL);
}
static MP_DEFINE_CONST_FUN_OBJ_1(transport_get_protocol_obj, transport_get_protocol);

static mp_obj_t transport_set_protocol(mp_obj_t self, mp_obj_t protocol) {
    mpy_datagram_set_protocol(self, protocol);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_2(transport_set_protocol_obj, transport_set_protocol);

static mp_obj_t transport_get_write_buffer_size(mp_obj_t self) {
    return mp_obj_new_int_from_uint(mpy_datagram_buffered(self));
}
static MP_DEFINE_CONST_FUN_OBJ_1(transport_get_write_buffer_size_obj, transport_get_write_buffer_size);

static mp_obj_t transport_set_write_buffer_limits(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    static const mp_arg_t allowed_args[] = {
        { MP_QSTR_high, MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_low, MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
    };
    mp_arg_val_t args[MP_ARRAY_SIZE(allowed_args)];
    mp_arg_parse_all(n_args - 1, pos_args + 1, kw_args, MP_ARRAY_SIZE(allowed_args), allowed_args, args);
    bool has_high = args[0].u_obj != mp_const_none;
    bool has_low = args[1].u_obj != mp_const_none;
    mp_int_t low = has_low ? mp_obj_get_int(args[1].u_obj) : 0;
    mp_int_t high = has_high ? mp_obj_get_int(args[0].u_obj) : has_low ? 4 * low : 64 * 1024;
    low = has_low ? low : high / 4;
    if (low < 0 || high < low) {
        mp_raise_msg_varg(&mp_type_ValueError, MP_ERROR_TEXT("high (%d) must be >= low (%d) must be >= 0"), (int)high, (int)low);
    }
    return asyncio_checked(mpy_datagram_set_limits(pos_args[0], low, high));
}
static MP_DEFINE_CONST_FUN_OBJ_KW(transport_set_write_buffer_limits_obj, 1, transport_set_write_buffer_limits);

static const mp_rom_map_elem_t transport_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_sendto), MP_ROM_PTR(&transport_sendto_obj) },
    { MP_ROM_QSTR(MP_QSTR_close), MP_ROM_PTR(&transport_close_obj) },
    { MP_ROM_QSTR(MP_QSTR_abort), MP_ROM_PTR(&transport_abort_obj) },
    { MP_ROM_QSTR(MP_QSTR_is_closing), MP_ROM_PTR(&transport_is_closing_obj) },
    { MP_ROM_QSTR(MP_QSTR_get_extra_info), MP_ROM_PTR(&transport_get_extra_info_obj) },
    { MP_ROM_QSTR(MP_QSTR_get_protocol), MP_ROM_PTR(&transport_get_protocol_obj) },
    { MP_ROM_QSTR(MP_QSTR_set_protocol), MP_ROM_PTR(&transport_set_protocol_obj) },
    { MP_ROM_QSTR(MP_QSTR_get_write_buffer_size), MP_ROM_PTR(&transport_get_write_buffer_size_obj) },
    { MP_ROM_QSTR(MP_QSTR_set_write_buffer_limits), MP_ROM_PTR(&transport_set_write_buffer_limits_obj) },
};
static MP_DEFINE_CONST_DICT(transport_locals, transport_locals_table);

MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_datagram_transport, MP_QSTR_DatagramTransport, MP_TYPE_FLAG_NONE,
    locals_dict, &transport_locals
    );

/******************************************************************************/
// BaseProtocol and DatagramProtocol: their methods do nothing

static mp_obj_t ignore(size_t n_args, const mp_obj_t *args) {
    (void)n_args;
    (void)args;
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(ignore_0_obj, 1, 1, ignore);
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(ignore_1_obj, 2, 2, ignore);
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(ignore_2_obj, 3, 3, ignore);

#define BASE_PROTOCOL_NAMES \
    { MP_ROM_QSTR(MP_QSTR_connection_made), MP_ROM_PTR(&ignore_1_obj) }, \
    { MP_ROM_QSTR(MP_QSTR_connection_lost), MP_ROM_PTR(&ignore_1_obj) }, \
    { MP_ROM_QSTR(MP_QSTR_pause_writing), MP_ROM_PTR(&ignore_0_obj) }, \
    { MP_ROM_QSTR(MP_QSTR_resume_writing), MP_ROM_PTR(&ignore_0_obj) }

static const mp_rom_map_elem_t base_protocol_locals_table[] = {
    BASE_PROTOCOL_NAMES,
};
static MP_DEFINE_CONST_DICT(base_protocol_locals, base_protocol_locals_table);

static const mp_rom_map_elem_t datagram_protocol_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_datagram_received), MP_ROM_PTR(&ignore_2_obj) },
    { MP_ROM_QSTR(MP_QSTR_error_received), MP_ROM_PTR(&ignore_1_obj) },
    BASE_PROTOCOL_NAMES,
};
static MP_DEFINE_CONST_DICT(datagram_protocol_locals, datagram_protocol_locals_table);

// They have no state: one object stands for all instances.
static const mp_obj_base_t base_protocol = { &asyncio_type_base_protocol };
static const mp_obj_base_t datagram_protocol = { &asyncio_type_datagram_protocol };

static mp_obj_t protocol_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    // If the __init__ of a subclass does not call this one, its arguments come here.
    (void)n_args;
    (void)n_kw;
    (void)args;
    return MP_OBJ_FROM_PTR(type == &asyncio_type_base_protocol ? &base_protocol : &datagram_protocol);
}

MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_base_protocol, MP_QSTR_BaseProtocol, MP_TYPE_FLAG_NONE,
    make_new, protocol_make_new,
    locals_dict, &base_protocol_locals
    );

MP_DEFINE_CONST_OBJ_TYPE(
    asyncio_type_datagram_protocol, MP_QSTR_DatagramProtocol, MP_TYPE_FLAG_NONE,
    make_new, protocol_make_new,
    locals_dict, &datagram_protocol_locals,
    parent, &asyncio_type_base_protocol
    );

#endif
