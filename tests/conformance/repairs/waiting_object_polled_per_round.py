# Repairs: each switch polls all I/O. Fails on stock.
# Features: compat
# Oracle: reasoned: docs/differences.md; a round of many tasks needs one look at the waiting objects, not one per task
# While an object of the user's own waits in the I/O queue, 50 tasks taking 20 turns each poll it per round, not per switch.
import asyncio
import io
from asyncio import core


class Source(io.IOBase):
    polls = 0
    ready = False

    def ioctl(self, request, flags):
        if request == 3:
            Source.polls += 1
            return flags & 1 if Source.ready else 0
        return -1

    def wait(self):
        yield core._io_queue.queue_read(self)


async def spin():
    for _ in range(20):
        await asyncio.sleep_ms(0)


async def main():
    source = Source()
    task = asyncio.create_task(source.wait())
    await asyncio.sleep_ms(0)
    tasks = [asyncio.create_task(spin()) for _ in range(50)]
    for spinner in tasks:
        await spinner
    print("polled at most 100 times:", Source.polls <= 100)
    Source.ready = True
    await task
    print("woken")


asyncio.run(main())
