# A stream has one reader and one writer at a time: the second reader gets RuntimeError, the first goes on. Tasks that drain
# may be many.
import asyncio

PORT = 28507


async def serve(reader, writer):
    await asyncio.sleep_ms(30)
    writer.write(b"for the first\n")
    await writer.drain()
    writer.close()
    await writer.wait_closed()


async def read(reader):
    return await reader.readline()


async def main():
    async with await asyncio.start_server(serve, "127.0.0.1", PORT):
        reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
        first = asyncio.create_task(read(reader))
        await asyncio.sleep_ms(0)
        try:
            await reader.readline()
        except RuntimeError as error:
            print("second:", error)
        # Through the socket itself it is the same stream.
        try:
            await asyncio.StreamReader(reader.s).read(1)
        except RuntimeError as error:
            print("third:", error)
        print(await first)
        print(await reader.readline())
        writer.close()
        await writer.wait_closed()
    print("registered", len(asyncio.core._io_queue.map))


asyncio.run(main())
