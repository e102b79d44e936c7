// The names that Rust uses by their numbers (MP_QSTR_…). They are here because MicroPython's tools search only C for names,
// and because a prebuilt archive takes the numbers from the linker.
#ifndef MPY_ASYNCIO_RUST_QSTRS_H
#define MPY_ASYNCIO_RUST_QSTRS_H

// For sockets: if there are some, or in an archive, which cannot know.
#if MPY_ASYNCIO_NETWORK || MPY_ASYNCIO_PREBUILT
#define ASYNCIO_NETWORK_QSTRS(X) \
    X(PROTOCOL_TLS_CLIENT) \
    X(SOCK_STREAM) \
    X(SOL_SOCKET) \
    X(SO_REUSEADDR) \
    X(SSLContext) \
    X(accept) \
    X(bind) \
    X(connect) \
    X(do_handshake_on_connect) \
    X(getaddrinfo) \
    X(listen) \
    X(peername) \
    X(server_hostname) \
    X(server_side) \
    X(setblocking) \
    X(setsockopt) \
    X(socket) \
    X(ssl) \
    X(wrap_socket)
#else
#define ASYNCIO_NETWORK_QSTRS(X)
#endif

#if MPY_ASYNCIO_UDP && (MPY_ASYNCIO_NETWORK || MPY_ASYNCIO_PREBUILT)
#define ASYNCIO_DATAGRAM_QSTRS(X) \
    X(SOCK_DGRAM) \
    X(SO_BROADCAST) \
    X(connection_lost) \
    X(connection_made) \
    X(datagram_received) \
    X(error_received) \
    X(pause_writing) \
    X(resume_writing)
#else
#define ASYNCIO_DATAGRAM_QSTRS(X)
#endif

#define ASYNCIO_RUST_QSTRS(X) \
    ASYNCIO_DATAGRAM_QSTRS(X) \
    ASYNCIO_NETWORK_QSTRS(X) \
    X(close) \
    X(read) \
    X(readinto) \
    X(readline) \
    X(write)

#endif // MPY_ASYNCIO_RUST_QSTRS_H
