# A TLS peer that never answers the handshake holds up nobody else; what waits for it can be given up.
import asyncio

try:
    import ssl
except ImportError:
    print("SKIP this firmware has no TLS")
    raise SystemExit

PORT = 28510


async def serve(reader, writer):
    await asyncio.sleep(10)


async def tick(count):
    for _ in range(count):
        await asyncio.sleep_ms(1)
    return count


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", PORT)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    reader, writer = await asyncio.open_connection("127.0.0.1", PORT, ssl=context)
    ticks = asyncio.create_task(tick(20))
    writer.write(b"hello")
    for name, awaitable in (("drain", writer.drain), ("read", lambda: reader.read(1)), ("readline", reader.readline)):
        try:
            await asyncio.wait_for_ms(awaitable(), 30)
        except asyncio.TimeoutError:
            print(name, "TimeoutError")
    print("ticks", await ticks)
    writer.close()
    await writer.wait_closed()
    server.close()
    await server.wait_closed()
    print("registered", len(asyncio.core._io_queue.map))


asyncio.run(main())
