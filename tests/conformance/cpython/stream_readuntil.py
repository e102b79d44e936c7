# Oracle: CPython
# Features: stream-api
# readuntil(): separators of one byte and of several, what lies behind them, the end of the stream, a cancelled read.
import asyncio

PORT = 28511


async def send(reader, writer):
    for part in (b"one\ntwo\n", b"three\r", b"\nfour;", b"fi\rve\r\n;", b"=x==", b"=end", b"x" * 300 + b"==y", b"rest"):
        writer.write(part)
        await writer.drain()
        await asyncio.sleep(0.01)
    writer.close()
    await writer.wait_closed()


async def main():
    server = await asyncio.start_server(send, "127.0.0.1", PORT)
    reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
    print(await reader.readuntil())
    print(await reader.readuntil(b"\n"))
    print(await reader.readuntil(b"\r\n"))
    print(await reader.readuntil(separator=b";"))
    print(await reader.readuntil(b"\r\n;"))
    print(await reader.readuntil(b"==="))
    print(await reader.readexactly(3))
    try:
        await asyncio.wait_for(reader.readuntil(b"never"), 0)
    except asyncio.TimeoutError:
        print("cancelled")
    print(len(await reader.readuntil(b"==")))
    print(await reader.readuntil(b"y"))
    try:
        await reader.readuntil(b"none")
    except EOFError:
        print("EOFError")
    try:
        await reader.readuntil(b"")
    except ValueError as error:
        print("ValueError", error)
    writer.close()
    await writer.wait_closed()
    server.close()
    await server.wait_closed()


asyncio.run(main())
