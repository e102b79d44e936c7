# Oracle: reasoned: stock's own map still names the stream then, and its cancel() fails with a KeyError
# Features: compat
# A task whose stream is taken out of the poller by hand can still be cancelled.
import asyncio
import io


class Never(io.IOBase):
    def ioctl(self, request, arg):
        return 0 if request == 3 else -1


async def reader(stream):
    try:
        yield asyncio.core._io_queue.queue_read(stream)
        print("read")
    except asyncio.CancelledError:
        print("cancelled")


async def main():
    stream = Never()
    task = asyncio.create_task(reader(stream))
    await asyncio.sleep(0)
    asyncio.core._io_queue.poller.unregister(stream)
    print(task.done())
    task.cancel()
    await asyncio.sleep(0)
    print(task.done())


asyncio.run(main())
