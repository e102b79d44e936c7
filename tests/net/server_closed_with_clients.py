# Server.close() with many clients connected: they are served on, the port is free, nothing stays registered.
import asyncio

PORT = 28505
CLIENTS = 50


async def serve(reader, writer):
    while True:
        line = await reader.readline()
        if not line:
            break
        writer.write(line)
        await writer.drain()
    writer.close()
    await writer.wait_closed()


async def client(ends, number):
    reader, writer = ends
    line = b"%d\n" % number
    writer.write(line)
    await writer.drain()
    return await reader.readline() == line


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", PORT, backlog=CLIENTS)
    ends = []
    for _ in range(CLIENTS):
        ends.append(await asyncio.open_connection("127.0.0.1", PORT))
    print("before", sum(await asyncio.gather(*[client(end, i) for i, end in enumerate(ends)])))
    server.close()
    server.close()
    await server.wait_closed()
    print("after", sum(await asyncio.gather(*[client(end, i) for i, end in enumerate(ends)])))
    try:
        # As in stock, a refused connection shows where it is used.
        reader, _ = await asyncio.open_connection("127.0.0.1", PORT)
        await reader.read(1)
        print("still listens")
    except OSError:
        print("refused")
    second = await asyncio.start_server(serve, "127.0.0.1", PORT)
    print("the port is free")
    async with second:
        pass
    for _, writer in ends:
        writer.close()
        await writer.wait_closed()
    await asyncio.sleep_ms(20)
    print("registered", len(asyncio.core._io_queue.map))


asyncio.run(main())
