// The names that Rust says by their numbers (MP_QSTR_…). They stand here because MicroPython's tools search C alone for names,
// and because a prebuilt archive takes the numbers from the linker.
#ifndef MPY_ASYNCIO_RUST_QSTRS_H
#define MPY_ASYNCIO_RUST_QSTRS_H

#define ASYNCIO_RUST_QSTRS(X) \
    X(PROTOCOL_TLS_CLIENT) \
    X(SOCK_STREAM) \
    X(SOL_SOCKET) \
    X(SO_REUSEADDR) \
    X(SSLContext) \
    X(accept) \
    X(bind) \
    X(close) \
    X(connect) \
    X(do_handshake_on_connect) \
    X(getaddrinfo) \
    X(listen) \
    X(peername) \
    X(read) \
    X(readinto) \
    X(readline) \
    X(server_hostname) \
    X(server_side) \
    X(setblocking) \
    X(setsockopt) \
    X(socket) \
    X(ssl) \
    X(wrap_socket) \
    X(write)

#endif // MPY_ASYNCIO_RUST_QSTRS_H
