# Oracle: stock
# Features: compat
# A script may set what drain() writes, as examples for I2S do: a buffer that is used again and again is not copied.
import asyncio
import io


class Slow(io.IOBase):
    """Takes nothing at first, then 5 bytes a time."""

    def __init__(self):
        self.asked = 0

    def ioctl(self, request, flags):
        return flags & 4 if request == 3 else -1

    def write(self, data):
        self.asked += 1
        if self.asked == 1:
            return None
        print(bytes(data))
        return min(len(data), 5)


async def main():
    stream = asyncio.StreamWriter(Slow())
    samples = bytearray(b"0123456789abcdef")
    view = memoryview(samples)
    for n in (12, 5, 16, 0):
        stream.out_buf = view[:n]
        await stream.drain()
        print("drained", n)
    # What was still to be written is forgotten.
    stream = asyncio.StreamWriter(Slow())
    stream.write(b"old")
    stream.out_buf = b"new"
    await stream.drain()
    stream.out_buf = b"set, "
    stream.write(b"written")
    await stream.drain()
    try:
        stream.out_buf = 3
        await stream.drain()
    except TypeError:
        print("TypeError")


asyncio.run(main())
