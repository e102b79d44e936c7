# Oracle: stock
# Features: compat
# What waited to be written takes no memory once it is written.
import asyncio
import gc
import io

SIZE = 400
STREAMS = 8


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
    # Several, since the collector may take a dead slot of the stack for a reference to what one of them had.
    streams = [asyncio.StreamWriter(Slow()) for _ in range(STREAMS)]
    gc.collect()
    before = gc.mem_alloc()
    for stream in streams:
        stream.write(bytearray(SIZE))
        stream.write(b"more")
        await stream.drain()
        print(stream.s.taken)
    stream = None
    gc.collect()
    print(gc.mem_alloc() - before < STREAMS // 2 * SIZE)


asyncio.run(main())
