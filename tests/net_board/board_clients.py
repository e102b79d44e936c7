# Clients on the board against a server on the host. Kind e: all bytes come back. Kind r: the server resets the
# connection. Kind h: the server ends its half after a half of the bytes, and gets the rest.
import asyncio
import struct

# net_board.py writes it here.
HOST_PORT = 0

counts = {"complete": 0, "broken": 0, "wrong": 0}


async def receive(reader, data):
    at = 0
    while at < len(data):
        got = await reader.read(min(512, len(data) - at))
        if not got:
            break
        if data[at : at + len(got)] != got:
            counts["wrong"] += 1
        at += len(got)
    return at


async def send(writer, data):
    try:
        writer.write(data)
        await writer.drain()
    except OSError:
        # A reset: who receives notices too.
        pass


async def client(index):
    kind = "erh"[index % 3]
    data = bytes((index * 7 + i * 13) & 255 for i in range(500 + 217 * index))
    reader, writer = await asyncio.open_connection("10.0.2.2", HOST_PORT)
    try:
        writer.write(struct.pack(">BI", ord(kind), len(data)))
        await writer.drain()
        if kind == "h":
            half = len(data) // 2
            await send(writer, data[:half])
            if await receive(reader, data) != half:
                counts["wrong"] += 1
            await send(writer, data[half:])
        else:
            sending = asyncio.create_task(send(writer, data))
            try:
                if await receive(reader, data) != len(data):
                    raise EOFError
            finally:
                await sending
        counts["complete"] += 1
    except (EOFError, OSError):
        counts["broken"] += 1
    writer.close()
    await writer.wait_closed()


async def main():
    await asyncio.gather(*[client(index) for index in range(12)])


asyncio.run(main())
print("counts", sorted(counts.items()))
