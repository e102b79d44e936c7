# Oracle: stock
# close() ends the server's task; its port can be used again; open connections go on.
import asyncio

PORT = 28493


async def serve(reader, writer):
    writer.write(await reader.readline())
    await writer.drain()
    writer.close()
    await writer.wait_closed()


async def main():
    for _ in range(3):
        server = await asyncio.start_server(serve, "127.0.0.1", PORT)
        reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
        await asyncio.sleep_ms(20)
        server.close()
        print(await server.wait_closed())
        writer.write(b"still open\n")
        await writer.drain()
        print(await reader.readline())
        writer.close()
        await writer.wait_closed()


asyncio.run(main())
