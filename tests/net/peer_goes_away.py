# A peer that resets, half-closes or says nothing: each await ends or can be ended, and nothing stays registered.
import asyncio
import socket
import struct

PORT = 28509
SO_LINGER = 13


async def serve(reader, writer):
    kind = await reader.readexactly(1)
    if kind == b"r":
        writer.s.setsockopt(socket.SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))
    elif kind == b"s":
        await asyncio.sleep(10)
    writer.close()
    await writer.wait_closed()


async def attempt(kind, action):
    reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
    writer.write(kind)
    await writer.drain()
    try:
        result = await asyncio.wait_for_ms(action(reader, writer), 200)
    except (OSError, EOFError, asyncio.TimeoutError) as error:
        result = type(error).__name__
    writer.close()
    await writer.wait_closed()
    return result


async def flood(reader, writer):
    await asyncio.sleep_ms(20)
    for _ in range(1000):
        writer.write(b"x" * 10000)
        await writer.drain()
    return "all sent"


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", PORT)
    print("reset while reading:", await attempt(b"r", lambda r, w: r.read(10)))
    print("reset while reading a line:", await attempt(b"r", lambda r, w: r.readline()))
    print("reset while writing:", await attempt(b"r", flood))
    print("end while reading:", await attempt(b"e", lambda r, w: r.read(10)))
    print("end while reading all:", await attempt(b"e", lambda r, w: r.read(-1)))
    print("end while reading a line:", await attempt(b"e", lambda r, w: r.readline()))
    print("end while reading exactly:", await attempt(b"e", lambda r, w: r.readexactly(10)))
    print("silence:", await attempt(b"s", lambda r, w: r.read(10)))
    server.close()
    await server.wait_closed()
    await asyncio.sleep_ms(1)
    print("registered", len(asyncio.core._io_queue.map))


asyncio.run(main())
