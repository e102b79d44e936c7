# Repairs: after wait_closed() a stream goes on with its descriptor, which may be another one's by then. Fails on stock.
# Features: compat
# Oracle: reasoned: docs/differences.md
# A task that reads a stream as another one closes it gets the error, and not what the next connection receives; reading,
# writing and closing it again leave that one alone.
import asyncio

PORT = 28495


async def serve(reader, writer):
    try:
        writer.write(b"for " + await reader.readexactly(1))
        await writer.drain()
        await reader.read(1)
    except (EOFError, OSError):
        pass
    writer.close()
    await writer.wait_closed()


async def read(reader, name):
    try:
        print(name, await reader.read(20))
    except OSError:
        print(name, "OSError")


async def attempt(name, action):
    try:
        action = action()
        if action is not None:
            await asyncio.wait_for(action, 0.05)
        print(name, "did something")
    except (OSError, asyncio.TimeoutError) as error:
        print(name, type(error).__name__)


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", PORT)
    reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
    waiting = asyncio.create_task(read(reader, "first"))
    await asyncio.sleep_ms(20)
    writer.close()
    await writer.wait_closed()
    # It gets the same descriptor.
    reader_2, writer_2 = await asyncio.open_connection("127.0.0.1", PORT)
    writer_2.write(b"2")
    await writer_2.drain()
    await read(reader_2, "second")
    await asyncio.sleep_ms(20)
    print("first has ended", waiting.done())

    await attempt("read", lambda: reader.read(1))
    await attempt("write", lambda: writer.write(b"from the first"))
    await writer.wait_closed()
    await attempt("second writes", lambda: writer_2.awrite(b"x"))
    writer_2.close()
    await writer_2.wait_closed()
    server.close()
    await server.wait_closed()


asyncio.run(main())
