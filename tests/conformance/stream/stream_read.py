# Oracle: stock
# read(n), read(-1), readinto, readexactly and readline over a stream of the user's own, in pieces.
import asyncio

from pipe import Pipe


async def feeder(pipe, *parts):
    for part in parts:
        await asyncio.sleep_ms(10)
        pipe.feed(part)
    await asyncio.sleep_ms(10)
    pipe.ended = True


async def main():
    pipe = Pipe(4)
    stream = asyncio.StreamReader(pipe)
    task = asyncio.create_task(feeder(pipe, b"abcdefgh", b"line one\nline", b" two\n", b"0123456789", b"rest"))
    print(await stream.read(3))
    print(await stream.readexactly(5))
    print(await stream.readline())
    print(await stream.readline())
    buffer = bytearray(4)
    print(await stream.readinto(buffer), buffer)
    print(await stream.readexactly(6))
    print(await stream.read(-1))
    print(await stream.read(5), await stream.read(-1), await stream.readline())
    await task


asyncio.run(main())
