# Repairs: two readers on one stream, the first is orphaned silently. Fails on stock.
# Features: compat
# Oracle: reasoned: docs/differences.md
# A second reader of the same object gets RuntimeError; the first one goes on. The same for writers.
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


def wait(queue, port):
    yield queue(port)


async def waiter(name, kind, port):
    try:
        await wait(core._io_queue.queue_read if kind == 1 else core._io_queue.queue_write, port)
        print(name, "served")
    except RuntimeError:
        print(name, "RuntimeError")


async def main():
    for kind in (1, 4):
        port = Port()
        first = asyncio.create_task(waiter("first", kind, port))
        second = asyncio.create_task(waiter("second", kind, port))
        await asyncio.sleep_ms(40)
        port.ready = kind
        await asyncio.sleep_ms(40)
        print(first.done(), second.done())


asyncio.run(main())
