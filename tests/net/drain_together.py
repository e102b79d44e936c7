# Many tasks write to one stream and drain at the same time: each byte is sent once, in the order of the writes.
import asyncio
import socket

PORT = 28506
TASKS = 20
ROUNDS = 5
SO_SNDBUF = 7
SO_RCVBUF = 8
received = bytearray()
done = asyncio.Event()


async def serve(reader, writer):
    writer.s.setsockopt(socket.SOL_SOCKET, SO_RCVBUF, 4096)
    while True:
        data = await reader.read(4096)
        if not data:
            break
        received.extend(data)
        await asyncio.sleep_ms(0)
    done.set()
    writer.close()
    await writer.wait_closed()


written = []


async def producer(writer, number):
    for turn in range(ROUNDS):
        data = bytes([number]) * (1 + (number * 7919 + turn * 104729) % 4000)
        written.append(data)
        writer.write(data)
        if (number + turn) % 7 == 0:
            try:
                await asyncio.wait_for_ms(writer.drain(), 1)
            except asyncio.TimeoutError:
                pass
        else:
            await writer.drain()


async def main():
    async with await asyncio.start_server(serve, "127.0.0.1", PORT):
        _, writer = await asyncio.open_connection("127.0.0.1", PORT)
        writer.s.setsockopt(socket.SOL_SOCKET, SO_SNDBUF, 4096)
        await asyncio.gather(*[producer(writer, number) for number in range(TASKS)])
        await writer.drain()
        writer.close()
        await writer.wait_closed()
        await done.wait()
    print("each byte once and in order", b"".join(written) == bytes(received))
    print("registered", len(asyncio.core._io_queue.map))


asyncio.run(main())
