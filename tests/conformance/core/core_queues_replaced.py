# Oracle: stock
# Features: compat
# core._task_queue = TaskQueue() and core._io_queue = IOQueue() forget what was queued; what a new queue holds runs.
import asyncio
import io

core = asyncio.core


class Never(io.IOBase):
    def ioctl(self, request, arg):
        return 0 if request == 3 else -1


def read(stream):
    yield core._io_queue.queue_read(stream)
    print("never")


async def says(text):
    print(text)


async def main():
    asyncio.create_task(read(Never()))
    asyncio.create_task(says("in the first run"))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    print(len(core._io_queue.map))
    asyncio.create_task(says("forgotten"))


asyncio.run(main())
core._task_queue = core.TaskQueue()
core._io_queue = core.IOQueue()
print(core._task_queue.peek(), core._io_queue.map)

queue = core.TaskQueue()
queue.push(core.Task(says("second"), globals()), core.ticks_add(core.ticks(), -5))
queue.push(core.Task(says("first"), globals()), core.ticks_add(core.ticks(), -10))
queue.push(core.Task(says("third"), globals()), core.ticks_add(core.ticks(), 10))
core._task_queue = queue
core.run_until_complete()

# To put back what stood there does nothing.
kept = core._task_queue
asyncio.create_task(says("kept"))
core._task_queue = kept
core.run_until_complete()
