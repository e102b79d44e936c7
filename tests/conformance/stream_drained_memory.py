# Oracle: stock
# What waited to be written takes no memory once it is written.
import asyncio
import gc
import io

SIZE = 1000


class Slow(io.IOBase):
    """Takes nothing at first, then 100 bytes a time."""

    def __init__(self):
        self.asked = 0
        self.taken = 0

    def ioctl(self, request, flags):
        return flags & 4 if request == 3 else -1

    def write(self, data):
        self.asked += 1
        if self.asked == 1:
            return None
        taken = min(len(data), 100)
        self.taken += taken
        return taken


async def main():
    slow = Slow()
    stream = asyncio.StreamWriter(slow)
    gc.collect()
    before = gc.mem_alloc()
    stream.write(bytearray(SIZE))
    stream.write(b"more")
    await stream.drain()
    print(slow.taken)
    gc.collect()
    print(gc.mem_alloc() - before < SIZE // 2)


asyncio.run(main())
