# What may go wrong with a network, in turn: each time one stream has an error at most, and the loop and all others go on. The
# host's side of each connection sends back what it gets.
import asyncio
import gc

import network

# net_board.py writes it here.
HOST_PORT = 0
CONFIG = ("10.0.2.15", "255.255.255.0", "10.0.2.2", "10.0.2.2")
lan = network.LAN()
turns = 0


async def count():
    global turns
    while True:
        turns += 1
        await asyncio.sleep_ms(10)


async def connect():
    return await asyncio.open_connection("10.0.2.2", HOST_PORT)


async def close(writer):
    writer.close()
    await writer.wait_closed()


async def echo(name, reader, writer, data, seconds=20):
    try:
        writer.write(data)
        await writer.drain()
        async with asyncio.timeout(seconds):
            outcome = "echo" if await reader.readexactly(len(data)) == data else "wrong bytes"
    except (OSError, EOFError, MemoryError, asyncio.TimeoutError) as error:
        outcome = type(error).__name__
    print(name + ":", outcome)


async def outage():
    # The controller is down for a while: what was sent comes later.
    reader, writer = await connect()
    await echo("before", reader, writer, b"a" * 100)
    lan.active(False)
    try:
        async with asyncio.timeout(0.5):
            await connect()
        print("connect while down: connected")
    except (OSError, asyncio.TimeoutError):
        print("connect while down: an error")
    await echo("while down", reader, writer, b"b" * 100, 0.5)
    before = turns
    await asyncio.sleep_ms(300)
    print("others ran while down:", turns - before > 5)
    lan.active(True)
    lan.ifconfig(CONFIG)
    try:
        async with asyncio.timeout(20):
            late = await reader.readexactly(100)
        print("up again:", "late" if late == b"b" * 100 else "wrong bytes")
    except (OSError, EOFError, asyncio.TimeoutError) as error:
        print("up again:", type(error).__name__)
    await close(writer)


async def lost_lease():
    # The address is given back: lwIP ends each of its connections, and the waiting reader has the error.
    lan.ifconfig("dhcp")
    reader, writer = await connect()
    await echo("leased address", reader, writer, b"c" * 10)

    async def wait():
        try:
            async with asyncio.timeout(20):
                await reader.read(1)
            print("reader: an end")
        except OSError:
            print("reader: OSError")
        except asyncio.TimeoutError:
            print("reader: nothing")

    waiting = asyncio.create_task(wait())
    await asyncio.sleep_ms(50)
    lan.active(False)
    await waiting
    await close(writer)
    lan.active(True)
    lan.ifconfig(CONFIG)
    again = await connect()
    await echo("fixed address", *again, b"d" * 10)
    await close(again[1])


def fill():
    """All of the heap but little pieces."""
    kept = None
    size = 1 << 16
    while size >= 64:
        try:
            kept = [kept, bytearray(size)]
        except MemoryError:
            size //= 2
    return kept


async def full_heap():
    connections = []
    for _ in range(4):
        connections.append(await connect())
    for _, writer in connections:
        writer.write(b"e" * 2000)
        await writer.drain()
    errors = 0
    gc.collect()
    kept = fill()
    for reader, writer in connections:
        # The answers have come in meanwhile; there is no room for them on the heap.
        try:
            await reader.readexactly(2000)
        except MemoryError:
            errors += 1
    del kept
    gc.collect()
    print("full heap: reads without memory:", errors > 0)
    for reader, writer in connections:
        await close(writer)
    again = await connect()
    await echo("memory again", *again, b"f" * 2000)
    await close(again[1])


async def main():
    counting = asyncio.create_task(count())
    await outage()
    await lost_lease()
    await full_heap()
    counting.cancel()


asyncio.run(main())
