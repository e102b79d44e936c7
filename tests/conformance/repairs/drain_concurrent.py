# Repairs: concurrent drain()s duplicate data (#6621, #8817). Fails on stock.
# Oracle: reasoned: docs/differences.md
# Two tasks that write to one stream and drain it: each byte arrives once, in order of writing.
import asyncio
import io


class Slow(io.IOBase):
    def __init__(self):
        self.got = b""
        self.calls = 0

    def ioctl(self, request, flags):
        return flags & 4 if request == 3 else -1

    def write(self, data):
        self.calls += 1
        if self.calls % 2:
            return None
        self.got += bytes(data[:3])
        return min(3, len(data))


async def writer(stream, data, wrote):
    stream.write(data)
    wrote.append(data)
    await stream.drain()


async def main():
    slow, wrote = Slow(), []
    stream = asyncio.StreamWriter(slow)
    tasks = [asyncio.create_task(writer(stream, data, wrote)) for data in (b"abcdefgh", b"ABCDEFGH", b"01234567")]
    for task in tasks:
        await task
    await stream.drain()
    print(slow.got == b"".join(wrote), slow.got)


asyncio.run(main())
