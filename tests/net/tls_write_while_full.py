# Writes to a TLS stream whose socket has no room: TLS has encrypted the first of them by then, and takes what comes next
# for the same bytes. None is lost. cpython_peer.py starts it with
#   tls_write_while_full.py CERTIFICATE KEY
import asyncio
import ssl
import sys

PORT = 28512
BLOCKS = 6000
BLOCK = 1000


async def serve(reader, writer):
    # Until then the client's socket fills up.
    await reader.readexactly(1)
    await filled.wait()
    for number in range(BLOCKS):
        block = await asyncio.wait_for(reader.readexactly(BLOCK), 10)
        if int(block) != number:
            print("block", number, "is", bytes(block[-20:]))
            break
    writer.write(b"all")
    await writer.drain()
    writer.close()
    await writer.wait_closed()


async def main():
    global filled
    filled = asyncio.Event()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[1], sys.argv[2])
    server = await asyncio.start_server(serve, "127.0.0.1", PORT, ssl=context)
    reader, writer = await asyncio.open_connection("127.0.0.1", PORT, ssl=True)
    writer.write(b"x")
    await writer.drain()
    await asyncio.sleep_ms(50)
    for number in range(BLOCKS):
        writer.write(b"%01000d" % number)
    filled.set()
    await writer.drain()
    print(await reader.read(-1))
    writer.close()
    await writer.wait_closed()
    server.close()
    await server.wait_closed()
    print("registered", len(asyncio.core._io_queue.map))


asyncio.run(main())
