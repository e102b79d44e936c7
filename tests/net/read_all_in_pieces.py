# read(-1) of what comes in many small pieces takes room for what has come, not twice as much for each piece.
import asyncio
import gc

PIECES = 60


async def give(reader, writer):
    for n in range(PIECES):
        writer.write(bytes([n]) * 10)
        await writer.drain()
        await asyncio.sleep_ms(1)
    writer.close()
    await writer.wait_closed()


async def main():
    server = await asyncio.start_server(give, "127.0.0.1", 8379)
    reader, writer = await asyncio.open_connection("127.0.0.1", 8379)
    gc.collect()
    before = gc.mem_alloc()
    data = await reader.read(-1)
    print(len(data), data[:12], data[-12:])
    print("room for a hundred times as much was taken:", gc.mem_alloc() - before > 60000)
    writer.close()
    await writer.wait_closed()
    server.close()
    await server.wait_closed()


asyncio.run(main())
