# Oracle: stock
# Features: compat
# readline() takes no byte behind the line, whatever reads the socket next: a script
# itself, another method, or nothing before the close.
import asyncio
from asyncio import core

PORT = 28493
LINES = b"first\nsecond\nthird\nfourth and long" + b"g" * 600 + b"\nfifth\n"


async def lines_then_socket(reader, writer):
    print("line", await reader.readline())
    print("line", await reader.readline())
    # The socket itself, which a script may know all the time.
    socket = reader.s
    print("socket", socket.read(3))
    print("line", await reader.readline())
    print("socket", socket.read(4))
    print("line", len(await reader.readline()))
    print("line", await reader.readline())
    print("end", await reader.readline())


async def socket_of_the_queue(reader, writer):
    # Known before the lines come.
    task = asyncio.create_task(reader.readline())
    await asyncio.sleep(0)
    ((_, _, socket),) = [entry for entry in core._io_queue.map.values() if entry[0] is task]
    print("line", await task)
    print("socket", socket.read(3))
    print("line", await reader.readline())
    print("socket", socket.read(4))
    print("read", len(await reader.read(-1)))


async def all_methods(reader, writer):
    print("line", await reader.readline())
    print("read", await reader.read(3))
    print("line", await reader.readline())
    print("exactly", await reader.readexactly(2))
    print("line", await reader.readline())
    buffer = bytearray(6)
    print("into", await reader.readinto(buffer), buffer)
    print("line", len(await reader.readline()))
    print("rest", await reader.read(-1))


async def drains_between(reader, writer):
    while True:
        line = await reader.readline()
        if not line:
            break
        writer.write(b"%d;" % len(line))
        await writer.drain()
    print("end", await reader.readline())


async def closes_early(reader, writer):
    # The rest is lost, as the peer sees.
    print("line", await reader.readline())


async def one_turn_for_each_line(reader, writer):
    beside = asyncio.create_task(turns(6))
    for _ in range(5):
        print("line", len(await reader.readline()))
    await beside


async def turns(count):
    for turn in range(count):
        print("turn", turn)
        await asyncio.sleep(0)


async def cancelled_between(reader, writer):
    async def read(count):
        for _ in range(count):
            print("line", await reader.readline())

    task = asyncio.create_task(read(2))
    await task
    task = asyncio.create_task(reader.readline())
    await asyncio.sleep(0)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("cancelled")
    await read(1)
    print("read", len(await reader.read(-1)))


async def in_parts(reader, writer):
    # What comes later is behind what has been seen.
    for _ in range(4):
        print("line", await reader.readline())


async def send(writer, data):
    writer.write(data)
    await writer.drain()


async def talk(name, serve, parts):
    print(name)
    done = asyncio.Event()

    async def served(reader, writer):
        if name != "socket_of_the_queue":
            # Until all has come.
            await asyncio.sleep_ms(50)
        await serve(reader, writer)
        writer.close()
        await writer.wait_closed()
        done.set()

    server = await asyncio.start_server(served, "127.0.0.1", PORT)
    reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
    await asyncio.sleep_ms(20)
    for part in parts:
        await send(writer, part)
        await asyncio.sleep_ms(60)
    if name == "drains_between":
        print("answer", await reader.readexactly(12))
    writer.close()
    await writer.wait_closed()
    await done.wait()
    server.close()
    await server.wait_closed()


CASES = [
    ("lines_then_socket", lines_then_socket),
    ("socket_of_the_queue", socket_of_the_queue),
    ("all_methods", all_methods),
    ("drains_between", drains_between),
    ("closes_early", closes_early),
    ("one_turn_for_each_line", one_turn_for_each_line),
    ("cancelled_between", cancelled_between),
    ("in_parts", in_parts),
]


async def main():
    for name, serve in CASES:
        await talk(name, serve, [b"one\ntw", b"o\nthree\nfo", b"ur\n"] if name == "in_parts" else [LINES])


asyncio.run(main())
