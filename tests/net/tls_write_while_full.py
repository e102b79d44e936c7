# A write to a TLS stream is sent without drain() as far as the socket has room, however many records it takes. Where that has
# none, TLS has encrypted what came first by then, and takes what comes next for the same bytes: none is lost.
# cpython_peer.py starts it with
#   tls_write_while_full.py CERTIFICATE KEY
import asyncio
import ssl
import sys

PORT = 28512
AT_ONCE = 50000
BLOCKS = 6000
BLOCK = 1000


async def serve(reader, writer):
    await reader.readexactly(1)
    print(len(await asyncio.wait_for(reader.readexactly(AT_ONCE), 10)))
    writer.write(b"go")
    await writer.drain()
    # Until then the client's socket fills up.
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
    writer.write(b"y" * AT_ONCE)
    await reader.readexactly(2)
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
