# Oracle: CPython
# Features: stream-api
# A line or chunk that is longer than limit=: LimitOverrunError, ValueError for readline(); IncompleteReadError has what came.
import asyncio

try:
    import socket  # noqa: F401
except ImportError:
    print("SKIP: no sockets")
    raise SystemExit

PORT = 28541

sent = b""


def show(name, error):
    print(name, type(error).__name__, str(error))


async def serve(reader, writer):
    writer.write(sent)
    await writer.drain()
    writer.close()
    await writer.wait_closed()


async def client(data, limit=100):
    global sent
    sent = data
    reader, writer = await asyncio.open_connection("127.0.0.1", PORT, limit=limit)
    return reader, writer


async def end(writer):
    writer.close()
    try:
        await writer.wait_closed()
    except OSError:
        pass


async def main():
    print(issubclass(asyncio.IncompleteReadError, EOFError), issubclass(asyncio.LimitOverrunError, Exception))
    error = asyncio.IncompleteReadError(b"abc", 10)
    print(error.partial, error.expected, str(error), repr(error))
    error = asyncio.IncompleteReadError(b"", None)
    print(error.partial, error.expected, str(error))
    error = asyncio.LimitOverrunError("a message", 7)
    print(error.consumed, str(error), repr(error))
    server = await asyncio.start_server(serve, "127.0.0.1", PORT)

    for length in (99, 100):
        reader, writer = await client(b"x" * length + b"\nrest")
        print(len(await reader.readline()))
        print(await reader.readline())
        await end(writer)
    reader, writer = await client(b"x" * 100 + b"\r\nrest")
    print(len(await reader.readuntil(b"\r\n")))
    try:
        await reader.readuntil(b"\r\n")
    except asyncio.IncompleteReadError as error:
        show("readuntil", error)
        print(error.partial, error.expected)
    await end(writer)
    reader, writer = await client(b"x" * 7)
    try:
        await reader.readexactly(10)
    except asyncio.IncompleteReadError as error:
        show("readexactly", error)
        print(error.partial, error.expected)
    await end(writer)
    reader, writer = await client(b"x" * 400)
    try:
        await reader.readuntil(b"\r\n")
    except asyncio.LimitOverrunError as error:
        show("readuntil", error)
        print(error.consumed > 100)
    await end(writer)
    reader, writer = await client(b"x" * 400)
    try:
        await reader.readline()
    except ValueError as error:
        show("readline", error)
    await end(writer)
    # Not a line: no limit.
    reader, writer = await client(b"x" * 400)
    print(len(await reader.readexactly(300)), len(await reader.read(-1)))
    await end(writer)
    for limit in (0, -1):
        try:
            await client(b"", limit=limit)
        except ValueError as error:
            show("limit", error)
    server.close()
    await server.wait_closed()


asyncio.run(main())
