# Oracle: stock
# Features: compat
# queue_write, and one reader and one writer on the same object.
import asyncio
import io
from asyncio import core


class Port(io.IOBase):
    def __init__(self):
        self.ready = 0

    def ioctl(self, request, flags):
        if request == 3:
            return self.ready & flags
        return -1


async def reader(port):
    print("reader waits")
    await wait(core._io_queue.queue_read, port)
    print("readable")


async def writer(port):
    print("writer waits")
    await wait(core._io_queue.queue_write, port)
    print("writable")


def wait(queue, port):
    yield queue(port)


async def main():
    for order in ((1, 4), (4, 1), (5,)):
        port = Port()
        tasks = [asyncio.create_task(reader(port)), asyncio.create_task(writer(port))]
        for ready in order:
            await asyncio.sleep_ms(20)
            port.ready |= ready
        for task in tasks:
            await task
        print(len(core._io_queue.map))


asyncio.run(main())
