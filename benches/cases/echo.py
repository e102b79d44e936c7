# CONNECTIONS clients and their server in one loop send a line to and fro; one exchange.
import asyncio

if not hasattr(asyncio, "open_connection"):
    print("SKIP streams are not built yet (issue 3)")
    raise SystemExit


async def serve(reader, writer):
    while True:
        line = await reader.readline()
        if not line:
            break
        writer.write(line)
        await writer.drain()
    writer.close()
    await writer.wait_closed()


async def client(reader, writer, rounds):
    for _ in range(rounds):
        writer.write(b"0123456789abcdef\n")
        await writer.drain()
        await reader.readline()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 28481, backlog=100)
    ends = []
    for _ in range(CONNECTIONS):
        ends.append(await asyncio.open_connection("127.0.0.1", 28481))
    tasks = []
    start = clock()
    for reader, writer in ends:
        tasks.append(asyncio.create_task(client(reader, writer, ROUNDS)))
    for task in tasks:
        await task
    figure(clock() - start, ROUNDS * CONNECTIONS)
    for _, writer in ends:
        writer.close()
        await writer.wait_closed()
    server.close()


asyncio.run(main())
