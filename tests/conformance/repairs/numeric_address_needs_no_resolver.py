# Repairs: one slow getaddrinfo blocks all (#4801). Not shown on stock: the resolver of the host answers numbers at once.
# Oracle: reasoned: docs/differences.md
# Connecting to a numeric address works without any name service.
import asyncio

PORT = 28471


async def serve(reader, writer):
    writer.write(await reader.readline())
    await writer.drain()
    writer.close()
    await writer.wait_closed()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", PORT)
    reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
    writer.write(b"hello\n")
    await writer.drain()
    print(await reader.readline())
    writer.close()
    await writer.wait_closed()
    server.close()
    await server.wait_closed()


asyncio.run(main())
