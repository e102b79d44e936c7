# Repairs: a stream's own write() that writes to its Stream loses bytes in drain(). Fails on stock.
# Oracle: reasoned: each byte once; what write() adds comes behind what waits, before the rest of the write that called it
import asyncio
import io


class Sink(io.IOBase):
    def __init__(self):
        self.got = b""
        self.inner = []
        self.stream = None

    def ioctl(self, request, arg):
        return arg if request == 3 else -1

    def write(self, data):
        if self.inner:
            self.stream.write(self.inner.pop())
        taken = bytes(data[:3])
        self.got += taken
        return len(taken)


class Draining(Sink):
    # drain() stepped from within: nothing is written twice, nothing skipped.
    def write(self, data):
        if self.inner:
            self.inner.pop()
            try:
                next(self.stream.drain())
            except StopIteration:
                pass
        return super().write(data)


async def main():
    for outer in (b"ABCDEFGH", bytearray(b"ABCDEFGH")):
        sink = Sink()
        sink.stream = asyncio.StreamWriter(sink)
        sink.inner = [b"12345678"]
        sink.stream.write(outer)
        await sink.stream.drain()
        print(sorted(sink.got.decode()), len(sink.got))
    sink = Sink()
    sink.stream = asyncio.StreamWriter(sink)
    sink.stream.write(b"ABCDEFGH")
    sink.inner = [b"12345678", b"abcdefgh"]
    await sink.stream.drain()
    print(sink.got)
    sink = Draining()
    sink.stream = asyncio.StreamWriter(sink)
    sink.stream.write(b"ABCDEFGH")
    sink.inner = [1]
    await sink.stream.drain()
    print(sink.got)


asyncio.run(main())
