# Repairs: an ioctl that waits for another object takes the wait of the first. Not shown on stock: it asks the first time it polls.
# Features: compat
# Oracle: reasoned: queue_read(object) waits for that object
import asyncio
import io


class Source(io.IOBase):
    def __init__(self, name, other=None):
        self.name = name
        self.other = other
        self.asked = 0

    def ioctl(self, request, arg):
        if self.other:
            other, self.other = self.other, None
            asyncio.core._io_queue.queue_read(other)
        if request != 3:
            return -1
        self.asked += 1
        return arg


def wait_for(source):
    yield asyncio.core._io_queue.queue_read(source)


async def main():
    # One that is spare from now on.
    await wait_for(Source("before"))
    inner = Source("inner")
    outer = Source("outer", inner)
    task = asyncio.create_task(wait_for(outer))
    await asyncio.sleep_ms(0)
    waited = [entry[2].name for entry in asyncio.core._io_queue.map.values()]
    print("outer" in waited)
    await asyncio.sleep_ms(5)
    print("outer was asked:", outer.asked > 0, "and goes on:", task.done())
    for entry in list(asyncio.core._io_queue.map.values()):
        asyncio.core._io_queue.poller.unregister(entry[2])


asyncio.run(main())
