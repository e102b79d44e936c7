# A server on the board, put to the test by net_board.py. A client sends a kind (one byte), a length (four) and that many bytes.
# Kind e: they come back as they arrive. Kind d: the client ends its half, and their number and SHA-256 come back. Kind q: the
# server closes.
import asyncio
import hashlib
import struct

counts = {"open": 0, "complete": 0, "broken": 0, "bytes": 0, "reported": 0}

# A frame that finds no room in the controller is lost. Data comes again, a reset does not: then this ends the connection.
SILENCE_S = 15


async def serve(reader, writer):
    counts["open"] += 1
    try:
        async with asyncio.timeout(SILENCE_S):
            await answer(reader, writer)
        counts["complete"] += 1
    except (EOFError, OSError, asyncio.TimeoutError):
        counts["broken"] += 1
    finally:
        counts["open"] -= 1
        writer.close()
        await writer.wait_closed()


async def answer(reader, writer):
    kind, length = struct.unpack(">BI", await reader.readexactly(5))
    if kind == ord("q"):
        server.close()
    elif kind == ord("e"):
        while length:
            data = await reader.read(min(length, 512))
            if not data:
                raise EOFError
            length -= len(data)
            counts["bytes"] += len(data)
            writer.write(data)
            await writer.drain()
    else:
        digest, got = hashlib.sha256(), 0
        while data := await reader.read(512):
            digest.update(data)
            got += len(data)
        counts["bytes"] += got
        writer.write(struct.pack(">I", got) + digest.digest())
        await writer.drain()


def report(loop, context):
    counts["reported"] += 1
    print("reported:", repr(context["exception"]))


async def main():
    global server
    asyncio.get_event_loop().set_exception_handler(report)
    server = await asyncio.start_server(serve, "0.0.0.0", 8000, backlog=32)
    print("ready")
    await server.wait_closed()
    # Clients that were connected go on to their end.
    while counts["open"]:
        await asyncio.sleep_ms(50)


asyncio.run(main())
print("counts", sorted(counts.items()))
