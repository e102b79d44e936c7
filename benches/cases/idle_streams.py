# One switch between ten tasks while STREAMS connections wait for data.
import asyncio

if not hasattr(asyncio, "open_connection"):
    print("SKIP streams are not built yet (issue 3)")
    raise SystemExit

served = []


async def serve(reader, writer):
    served.append(writer)
    await reader.read(1)


async def spin():
    while True:
        await asyncio.sleep_ms(0)


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 28480, backlog=100)
    clients = []
    for _ in range(STREAMS):
        clients.append(await asyncio.open_connection("127.0.0.1", 28480))
    while len(served) < STREAMS:
        await asyncio.sleep_ms(1)
    kept = [asyncio.create_task(spin()) for _ in range(9)]
    for _ in range(3):
        await asyncio.sleep_ms(0)
    start = clock()
    for _ in range(ROUNDS):
        await asyncio.sleep_ms(0)
    figure(clock() - start, ROUNDS * 10)
    for task in kept:
        task.cancel()
    server.close()


asyncio.run(main())
