# Oracle: stock
# Features: compat
# The poller of the I/O queue: modify(stream, 0) pauses whoever waits for the stream, register() after unregister() goes on,
# poll() and ipoll() tell what is ready.
import asyncio
import errno
import io
import select

core = asyncio.core


class Source(io.IOBase):
    def __init__(self):
        self.ready = 0
        self.asked = 0

    def ioctl(self, request, arg):
        if request != 3:
            return -1
        self.asked += 1
        return self.ready & arg


def accept(source):
    yield core._io_queue.queue_read(source)


def send(source):
    yield core._io_queue.queue_write(source)


async def server(source, log):
    while True:
        await accept(source)
        log.append("accepted")
        source.ready = 0


async def writer(source):
    await send(source)
    print("written")


async def main():
    poller = core._io_queue.poller
    source = Source()
    log = []
    task = asyncio.create_task(server(source, log))
    await asyncio.sleep_ms(5)
    source.ready = select.POLLIN
    await asyncio.sleep_ms(5)
    print("served", log)

    print(poller.poll(0))
    source.ready = select.POLLIN
    found = poller.poll(0)
    print(len(found), found[0][0] is source, found[0][1] == select.POLLIN)
    print([item[0] is source for item in poller.ipoll(0)])

    poller.modify(source, 0)
    await asyncio.sleep_ms(5)
    print("paused", log, poller.poll(0))
    poller.modify(source, select.POLLIN)
    await asyncio.sleep_ms(5)
    print("goes on", log)

    poller.unregister(source)
    source.ready = select.POLLIN
    asked = source.asked
    await asyncio.sleep_ms(5)
    print("taken off", log, source.asked == asked, len(core._io_queue.map), poller.poll(0))
    try:
        poller.modify(source, select.POLLIN)
    except OSError as failure:
        print(failure.errno == errno.ENOENT)
    poller.register(source, select.POLLIN)
    await asyncio.sleep_ms(5)
    print("registered", log)

    # What waits anew is polled anew, also for what was taken off before.
    poller.modify(source, 0)
    other = asyncio.create_task(writer(source))
    source.ready = select.POLLIN
    await asyncio.sleep_ms(5)
    print("another waits", log, other.done())
    source.ready = select.POLLOUT
    await asyncio.sleep_ms(5)
    print(other.done())

    # What is not awaited cannot be modified.
    try:
        poller.modify(Source(), select.POLLIN)
    except OSError as failure:
        print(failure.errno == errno.ENOENT)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("cancelled", len(core._io_queue.map))


asyncio.run(main())
