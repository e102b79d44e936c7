# Repairs: wait_closed() of a TLS stream whose handshake failed leaves the socket open. Fails on stock.
# Oracle: reasoned: docs/differences.md
# A TLS server and a TLS client whose peers speak no TLS: what they close is closed, and the peers see it.
import asyncio

try:
    import ssl
except ImportError:
    print("SKIP this firmware has no TLS")
    raise SystemExit

PORT = 28496


async def fail(name, reader, writer):
    try:
        await reader.read(1)
    except OSError:
        print(name, "OSError")
    writer.close()
    await writer.wait_closed()
    await writer.wait_closed()


async def see_the_end(name, reader, writer):
    try:
        writer.write(b"this is no TLS, but long enough to be looked at")
        await writer.drain()
        # It may end with an alert before the end, or with a reset.
        await asyncio.wait_for(reader.read(-1), 1)
        print(name, "end")
    except asyncio.TimeoutError:
        print(name, "no end")
    except OSError:
        print(name, "end")
    writer.close()
    await writer.wait_closed()


async def serve_plain(reader, writer):
    await see_the_end("the client's peer", reader, writer)
    done.set()


async def serve_tls(reader, writer):
    await fail("server", reader, writer)


async def main():
    global done
    done = asyncio.Event()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    async with await asyncio.start_server(serve_tls, "127.0.0.1", PORT, ssl=context):
        reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
        await see_the_end("the server's peer", reader, writer)
    async with await asyncio.start_server(serve_plain, "127.0.0.1", PORT):
        reader, writer = await asyncio.open_connection("127.0.0.1", PORT, ssl=True)
        writer.write(b"hello")
        await fail("client", reader, writer)
        await done.wait()


asyncio.run(main())
