# A server that a peer of another make puts to the test: cpython_peer.py starts it with
#   checked_server.py PORT CONTROL_PORT CERTIFICATE KEY       (- for no TLS)
#
# A client sends a kind (one byte), a length (four) and that many bytes. Kind e: they come back as they arrive. Kind d: the
# client ends its half of the connection, and their number and SHA-256 come back. Who connects to CONTROL_PORT gets a line
# with what has been counted.
import asyncio
import hashlib
import json
import struct
import sys

counts = {"open": 0, "complete": 0, "broken": 0, "bytes": 0, "reported": 0}


async def echo(index, length, reader, writer):
    """Every way to read takes its turn."""
    left = length
    while left:
        size = min(left, 1 + index * 37 % 700)
        way = (index + left) % 3
        if way == 0:
            data = await reader.read(size)
        elif way == 1:
            data = await reader.readexactly(size)
        else:
            data = bytearray(size)
            got = await reader.readinto(data)
            # None: woken, but nothing was there.
            if got is None:
                continue
            data = data[:got]
        if not data:
            raise EOFError
        left -= len(data)
        counts["bytes"] += len(data)
        writer.write(data)
        await writer.drain()


async def digest(reader, writer):
    data = await reader.read(-1)
    counts["bytes"] += len(data)
    writer.write(struct.pack(">I", len(data)) + hashlib.sha256(data).digest())
    await writer.drain()


async def serve(reader, writer):
    index = counts["complete"] + counts["broken"] + counts["open"]
    counts["open"] += 1
    try:
        kind, length = struct.unpack(">BI", await reader.readexactly(5))
        if kind == ord("e"):
            await echo(index, length, reader, writer)
        else:
            await digest(reader, writer)
        counts["complete"] += 1
    except (EOFError, OSError):
        counts["broken"] += 1
    finally:
        counts["open"] -= 1
        writer.close()
        await writer.wait_closed()


async def control(reader, writer):
    registered = len(asyncio.core._io_queue.map)
    writer.write(json.dumps(dict(registered=registered, **counts)) + "\n")
    await writer.drain()
    writer.close()
    await writer.wait_closed()


def report(loop, context):
    counts["reported"] += 1
    sys.print_exception(context["exception"], sys.stderr)


async def main():
    port, control_port, certificate, key = sys.argv[1:5]
    context = None
    if certificate != "-":
        import ssl

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
    asyncio.get_event_loop().set_exception_handler(report)
    server = await asyncio.start_server(serve, "127.0.0.1", int(port), backlog=256, ssl=context)
    await asyncio.start_server(control, "127.0.0.1", int(control_port))
    print("ready")
    await server.wait_closed()


asyncio.run(main())
