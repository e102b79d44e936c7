# A peer that sends without end keeps no other task from its turn, whatever the read waits for.
import asyncio

PORT = 28551
TURNS = 20


async def flood(reader, writer):
    chunk = await reader.readexactly(2) * 30000
    try:
        while True:
            writer.write(chunk)
            await writer.drain()
    except OSError:
        pass


async def turns():
    for _ in range(TURNS):
        await asyncio.sleep_ms(0)


async def read_on(kind, reader):
    if kind == "until":
        await reader.readuntil(b"\r\n")
    else:
        await reader.readline()


async def main():
    server = await asyncio.start_server(flood, "127.0.0.1", PORT)
    for kind, sent in (("until", b"\n\n"), ("line", b"xx")):
        reader, writer = await asyncio.open_connection("127.0.0.1", PORT, limit=1 << 29)
        writer.write(sent)
        await writer.drain()
        task = asyncio.create_task(read_on(kind, reader))
        await asyncio.sleep_ms(0)
        await turns()
        print(kind, "gave way", not task.done())
        task.cancel()
        try:
            await task
        except asyncio.CancelledError:
            pass
        writer.close()
        await writer.wait_closed()
    reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
    try:
        await reader.readexactly(100 * 1000 * 1000)
    except MemoryError:
        print("MemoryError before anything came")
    writer.close()
    await writer.wait_closed()
    server.close()
    await server.wait_closed()


asyncio.run(main())
