# Oracle: stock
# A client task that fails is reported to the exception handler and does not stop the server.
import asyncio

PORT = 28492


async def serve(reader, writer):
    line = await reader.readline()
    if line == b"fail\n":
        writer.close()
        await writer.wait_closed()
        raise ValueError("client task fails")
    writer.write(line)
    await writer.drain()
    writer.close()
    await writer.wait_closed()


async def client(line):
    reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
    writer.write(line)
    await writer.drain()
    print(await reader.read(-1))
    writer.close()
    await writer.wait_closed()


async def main():
    asyncio.get_event_loop().set_exception_handler(lambda loop, context: print(context["exception"].args))
    async with await asyncio.start_server(serve, "127.0.0.1", PORT):
        await client(b"first\n")
        await client(b"fail\n")
        await client(b"last\n")
    print("closed")


asyncio.run(main())
