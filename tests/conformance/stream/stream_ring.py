# Oracle: stock
# A ring (micropython.RingIO) has no end: a read that has to have more waits for it.
import asyncio
import micropython

if not hasattr(micropython, "RingIO"):
    print("SKIP: no RingIO")
    raise SystemExit

ring = micropython.RingIO(16)
stream = asyncio.StreamReader(ring)


async def feed(*parts):
    for part in parts:
        await asyncio.sleep_ms(5)
        ring.write(part)


async def fed(*parts, then):
    task = asyncio.create_task(feed(*parts))
    print(await then)
    await task


async def main():
    ring.write(b"ab")
    await fed(b"c\n", then=stream.readline())
    await fed(b"x" * 10, b"y" * 5, b"z", then=stream.readexactly(16))
    ring.write(b"abc")
    print(await stream.read(10))
    ring.write(b"abc")
    buffer = bytearray(8)
    print(await stream.readinto(buffer), buffer)
    try:
        print(await asyncio.wait_for_ms(stream.read(-1), 20))
    except asyncio.TimeoutError:
        print("no end")
    await fed(b"1", b"2", b"3", then=stream.readexactly(3))
    # More than it holds.
    data = bytes(range(65, 90)) * 8

    async def write():
        stream.write(data)
        await stream.drain()

    task = asyncio.create_task(write())
    print(await stream.readexactly(len(data)) == data)
    await task


asyncio.run(main())
