# A TLS server that speaks first, to a client that reads it in small pieces: the handshake begins without a write of the
# client, and what a record has left over is read without waiting for the socket. cpython_peer.py starts it with
#   tls_server_first.py CERTIFICATE KEY
import asyncio
import ssl
import sys

PORT = 28511
SIZE = 40000


async def serve(reader, writer):
    writer.write(b"x" * SIZE)
    await writer.drain()
    print(await reader.readexactly(3))
    writer.close()
    await writer.wait_closed()


async def main():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[1], sys.argv[2])
    server = await asyncio.start_server(serve, "127.0.0.1", PORT, ssl=context)
    reader, writer = await asyncio.open_connection("127.0.0.1", PORT, ssl=True)
    got = 0
    while got < SIZE:
        got += len(await asyncio.wait_for(reader.read(7), 10))
    print(got)
    writer.write(b"end")
    await writer.drain()
    print(await reader.read(-1))
    writer.close()
    await writer.wait_closed()
    server.close()
    await server.wait_closed()
    print("registered", len(asyncio.core._io_queue.map))


asyncio.run(main())
