# Oracle: stock
# Features: compat
# `yield core._io_queue.queue_read(obj)` with an object of the user's own that says when it can be read.
import asyncio
import io
from asyncio import core


class Source(io.IOBase):
    def __init__(self):
        self.items = []

    def ioctl(self, request, flags):
        if request == 3:
            return flags & 1 if self.items else 0
        return -1

    def get(self):
        while not self.items:
            yield core._io_queue.queue_read(self)
        return self.items.pop(0)


async def feed(source):
    for n in range(3):
        await asyncio.sleep_ms(20)
        source.items.append(n)


async def main():
    source = Source()
    task = asyncio.create_task(feed(source))
    for _ in range(3):
        print(await source.get())
    await task
    getter = asyncio.create_task(source.get())
    await asyncio.sleep_ms(0)
    print(len(core._io_queue.map), hasattr(core._io_queue, "poller"))
    getter.cancel()
    try:
        await getter
    except asyncio.CancelledError:
        print("cancelled", len(core._io_queue.map))


asyncio.run(main())
