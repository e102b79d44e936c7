# Oracle: reasoned: stock goes on reading where the longer buffer was
# Features: compat
# A buffer that a script has set for drain() to write, and shortens meanwhile, is written as far as it goes.
import asyncio
import socket

PORT = 28500
SIZE = 900000


async def serve(reader, writer):
    await begun.wait()
    total = 0
    while True:
        data = await reader.read(100000)
        if not data:
            break
        total += len(data)
        if data != b"x" * len(data):
            print("not what was set")
    print("got less", 10 <= total < SIZE)
    writer.close()
    await writer.wait_closed()
    done.set()


async def main():
    global begun, done
    begun, done = asyncio.Event(), asyncio.Event()
    server = await asyncio.start_server(serve, "127.0.0.1", PORT)
    _, writer = await asyncio.open_connection("127.0.0.1", PORT)
    SO_SNDBUF = 7
    writer.s.setsockopt(socket.SOL_SOCKET, SO_SNDBUF, 4096)
    samples = bytearray(b"x" * SIZE)
    writer.out_buf = samples
    drain = asyncio.create_task(writer.drain())
    await asyncio.sleep(0.02)
    print("drained", drain.done())
    samples[10:] = b""
    begun.set()
    await drain
    print("drained", drain.done())
    writer.close()
    await writer.wait_closed()
    await done.wait()
    server.close()
    await server.wait_closed()


asyncio.run(main())
