# A server that has no descriptor left says so to the exception handler, and serves again when there is one.
import asyncio
import socket
import struct

import ffi

PORT = 28503
EMFILE = 24
RLIMIT_NOFILE = 7
LIMIT = 40

reported = []


async def serve(reader, writer):
    writer.write(await reader.readline())
    await writer.drain()
    writer.close()
    await writer.wait_closed()


async def main():
    ffi.open(None).func("i", "setrlimit", "ip")(RLIMIT_NOFILE, struct.pack("QQ", LIMIT, LIMIT))
    loop = asyncio.get_event_loop()
    loop.set_exception_handler(lambda loop, context: reported.append(context["exception"].errno))
    server = await asyncio.start_server(serve, "127.0.0.1", PORT)
    # The loop's own descriptors are open from its first wait on.
    await asyncio.sleep_ms(1)
    client = socket.socket()
    hoard = []
    try:
        while True:
            hoard.append(socket.socket())
    except OSError as error:
        print("no more", error.errno == EMFILE)
    client.connect(socket.getaddrinfo("127.0.0.1", PORT)[0][-1])
    client.setblocking(False)
    stream = asyncio.StreamReader(client)
    stream.write(b"hello\n")
    await stream.drain()
    while not reported:
        await asyncio.sleep_ms(1)
    print("reported", set(reported) == {EMFILE})
    while hoard:
        hoard.pop().close()
    print(await stream.readline())
    print(await stream.readline())
    stream.close()
    await stream.wait_closed()
    print("the loop was not flooded", len(reported) < 50)
    server.close()
    await server.wait_closed()
    print("registered", len(asyncio.core._io_queue.map))


asyncio.run(main())
