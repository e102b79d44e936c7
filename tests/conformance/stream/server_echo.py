# Oracle: CPython
# A server and its clients in one loop: lines to and fro, the peer's name, the end of a connection.
import asyncio

PORT = 28491


async def serve(reader, writer):
    print("peer", len(writer.get_extra_info("peername")) >= 2)
    while True:
        line = await reader.readline()
        if not line:
            break
        writer.write(b"echo " + line)
        await writer.drain()
    print("client is gone")
    writer.close()
    await writer.wait_closed()


async def client(name):
    reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
    for n in range(2):
        writer.write(b"%s %d\n" % (name, n))
        await writer.drain()
        print(await reader.readline())
    writer.close()
    await writer.wait_closed()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", PORT)
    for name in (b"first", b"second"):
        await client(name)
        await asyncio.sleep(0.05)
    server.close()
    await server.wait_closed()
    print("closed")


asyncio.run(main())
