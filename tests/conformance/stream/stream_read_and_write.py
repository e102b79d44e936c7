# Oracle: stock
# One task reads and another writes the same stream at the same time.
import asyncio

from pipe import Pipe


async def reader(stream):
    for _ in range(3):
        print("read", await stream.readline())


async def writer(stream, pipe):
    for n in range(3):
        stream.write(b"written %d\n" % n)
        await stream.drain()
        pipe.feed(b"fed %d\n" % n)
        await asyncio.sleep_ms(10)


async def main():
    pipe = Pipe(4)
    stream = asyncio.StreamReader(pipe)
    await asyncio.gather(reader(stream), writer(stream, pipe))
    print(pipe.written)


asyncio.run(main())
