# IPv6: a server and a client on ::1; the peer's name is its address.
import asyncio
import socket

PORT = 28504


async def serve(reader, writer):
    writer.write(await reader.readline())
    await writer.drain()
    writer.close()
    await writer.wait_closed()


async def main():
    try:
        server = await asyncio.start_server(serve, "::1", PORT)
    except OSError as error:
        print(f"SKIP this machine has no ::1 (errno {error.errno})")
        return
    async with server:
        reader, writer = await asyncio.open_connection("::1", PORT)
        print(socket.sockaddr(writer.get_extra_info("peername"))[0] == socket.AF_INET6)
        writer.write(b"over IPv6\n")
        await writer.drain()
        print(await reader.readline())
        writer.close()
        await writer.wait_closed()
    print("registered", len(asyncio.core._io_queue.map))


asyncio.run(main())
