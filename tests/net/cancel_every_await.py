# A task cancelled at each of a stream's awaits in turn: the stream goes on, or is closed, and nothing stays registered.
import asyncio
import socket

PORT = 28501
BIG = bytes(range(256)) * 1024
SO_SNDBUF = 7
SO_RCVBUF = 8


def make_small(raw):
    raw.setsockopt(socket.SOL_SOCKET, SO_SNDBUF, 4096)
    raw.setsockopt(socket.SOL_SOCKET, SO_RCVBUF, 4096)


async def serve(reader, writer):
    make_small(writer.s)
    try:
        while True:
            data = await reader.read(1000)
            if not data:
                break
            writer.write(data)
            await writer.drain()
    except OSError:
        # A client that was cancelled while it opened its connection.
        pass
    writer.close()
    await writer.wait_closed()


async def cancelled_in(coro):
    task = asyncio.create_task(coro)
    for _ in range(4):
        await asyncio.sleep_ms(0)
    task.cancel()
    try:
        await task
        return "ended"
    except asyncio.CancelledError:
        return "cancelled"


async def into(reader):
    return await reader.readinto(bytearray(4))


async def exchange(reader, writer):
    writer.write(b"ping\n")
    await writer.drain()
    return await reader.readline()


async def fill(writer):
    writer.write(BIG)
    await writer.drain()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", PORT)
    reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
    for name, read in (
        ("read", lambda: reader.read(4)),
        ("read all", lambda: reader.read(-1)),
        ("readline", reader.readline),
        ("readexactly", lambda: reader.readexactly(4)),
        ("readinto", lambda: into(reader)),
    ):
        print(name, await cancelled_in(read()), await exchange(reader, writer))

    # What readexactly had of its bytes is gone with it, as in stock; the next read starts behind.
    writer.write(b"ab")
    print("readexactly, half", await cancelled_in(reader.readexactly(4)))

    # A drain that is cancelled keeps its bytes for the next one: they don't all go to a server that waits for us to read.
    raw = socket.socket()
    make_small(raw)
    raw.connect(socket.getaddrinfo("127.0.0.1", PORT)[0][-1])
    raw.setblocking(False)
    stream = asyncio.StreamWriter(raw)
    print("drain", await cancelled_in(fill(stream)))
    draining = asyncio.create_task(stream.drain())
    got = 0
    while got < len(BIG):
        data = await stream.read(4096)
        if bytes(data) != (BIG[got % 256 : got % 256 + 256] * (len(data) // 256 + 1))[: len(data)]:
            print("wrong byte near", got)
            break
        got += len(data)
    await draining
    print("all came back", got == len(BIG))
    stream.close()
    await stream.wait_closed()

    print("open_connection", await cancelled_in_at_once(asyncio.open_connection("127.0.0.1", PORT)))
    print("start_server", await cancelled_in_at_once(asyncio.start_server(serve, "127.0.0.1", PORT + 1)))
    again = await asyncio.start_server(serve, "127.0.0.1", PORT + 1)
    again.close()
    await again.wait_closed()

    writer.close()
    await writer.wait_closed()
    server.close()
    print("wait_closed", await cancelled_in_at_once(server.wait_closed()))
    for _ in range(20):
        await asyncio.sleep_ms(1)
    print("registered", len(asyncio.core._io_queue.map))


async def wrap(awaitable):
    return await awaitable


async def cancelled_in_at_once(awaitable):
    task = asyncio.create_task(wrap(awaitable))
    await asyncio.sleep_ms(0)
    task.cancel()
    try:
        await task
        return "ended"
    except asyncio.CancelledError:
        return "cancelled"


asyncio.run(main())
