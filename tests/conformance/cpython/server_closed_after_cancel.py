# Oracle: CPython
# Features: stream-api, timeout
# wait_closed() after serve_forever() was cancelled: the cancellation was that of whoever awaited it, and does not come again.
import asyncio

PORT = 28516


async def ignore(reader, writer):
    writer.close()
    await writer.wait_closed()


async def timed_out():
    async with await asyncio.start_server(ignore, "127.0.0.1", PORT) as server:
        async with asyncio.timeout(0.02):
            await server.serve_forever()


async def main():
    try:
        await timed_out()
    except asyncio.TimeoutError:
        print("TimeoutError")

    server = await asyncio.start_server(ignore, "127.0.0.1", PORT + 1)
    task = asyncio.create_task(server.serve_forever())
    await asyncio.sleep(0.02)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("cancelled")
    server.close()
    await server.wait_closed()
    print("closed")

    async with await asyncio.start_server(ignore, "127.0.0.1", PORT + 2) as server:
        try:
            await asyncio.wait_for(server.serve_forever(), 0.02)
        except asyncio.TimeoutError:
            print("wait_for")
    print("over")


asyncio.run(main())
