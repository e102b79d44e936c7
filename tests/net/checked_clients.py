# Many clients at once against a server of another make: cpython_peer.py starts it with
#   checked_clients.py PORT CA_CERTIFICATE COUNT SEED KINDS       (- for no TLS)
#
# Client i is of kind KINDS[i % len(KINDS)]. It sends its kind (one byte), a length (four) and that many bytes. Kind e: all
# come back. Kind r: after some have come back, the server resets the connection. Kind h: after half have come back, the
# server ends its half of the connection, and gets the rest. Prints what the clients counted, as a line of JSON.
import asyncio
import json
import random
import struct
import sys

port, certificate, count, seed, kinds = sys.argv[1:6]
context = None
if certificate != "-":
    import ssl

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(cafile=certificate)

random.seed(int(seed))
counts = {"complete": 0, "broken": 0, "wrong": 0, "sent": 0, "received": 0}


async def send(writer, data):
    rest = memoryview(data)
    while rest:
        size = 1 + random.getrandbits(10)
        writer.write(rest[:size])
        rest = rest[size:]
        await writer.drain()
        counts["sent"] += min(size, len(data))
        if size % 4 == 0:
            await asyncio.sleep_ms(0)


async def send_what_goes(writer, data):
    try:
        await send(writer, data)
    except OSError:
        # The connection was reset; the receiver notices too.
        pass


async def receive(reader, expected, length):
    at = 0
    while at < length:
        data = await reader.read(min(length - at, 1 + random.getrandbits(10)))
        if not data:
            break
        if expected[at : at + len(data)] != data:
            counts["wrong"] += 1
        at += len(data)
        counts["received"] += len(data)
    return at


async def client(index):
    kind = kinds[index % len(kinds)]
    data = bytes(random.getrandbits(8) for _ in range(random.randint(0, 6000)))
    name = "localhost" if context else None
    reader, writer = await asyncio.open_connection("127.0.0.1", int(port), ssl=context, server_hostname=name)
    try:
        writer.write(struct.pack(">BI", ord(kind), len(data)))
        await writer.drain()
        if kind == "h":
            # Nothing may come after the half, which the server ends with.
            half = len(data) // 2
            await send(writer, data[:half])
            if await receive(reader, data, len(data)) != half:
                counts["wrong"] += 1
            await send(writer, data[half:])
        else:
            sending = asyncio.create_task(send_what_goes(writer, data))
            try:
                got = await receive(reader, data, len(data))
            finally:
                await sending
            if got != len(data):
                raise EOFError
        counts["complete"] += 1
    except (EOFError, OSError):
        counts["broken"] += 1
    writer.close()
    await writer.wait_closed()


async def main():
    await asyncio.gather(*[client(index) for index in range(int(count))])
    print(json.dumps(dict(registered=len(asyncio.core._io_queue.map), **counts)))


asyncio.run(main())
