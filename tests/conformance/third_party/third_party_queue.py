# Oracle: stock
# Features: compat
# A queue in the manner of third-party code: a TaskQueue of waiters, cur_task.data, a bare yield.
import asyncio
from asyncio import core


class Queue:
    def __init__(self, size):
        self.size = size
        self.items = []
        self.getters = core.TaskQueue()
        self.putters = core.TaskQueue()

    def get(self):
        while not self.items:
            self.getters.push(core.cur_task)
            core.cur_task.data = self.getters
            yield
        if self.putters.peek():
            core._task_queue.push(self.putters.pop())
        return self.items.pop(0)

    def put(self, item):
        while len(self.items) >= self.size:
            self.putters.push(core.cur_task)
            core.cur_task.data = self.putters
            yield
        self.items.append(item)
        if self.getters.peek():
            core._task_queue.push(self.getters.pop())


async def producer(queue):
    for n in range(8):
        await queue.put(n)
        print("put", n)
    await queue.put(None)


async def consumer(name, queue):
    while True:
        item = await queue.get()
        if item is None:
            await queue.put(None)
            return
        print(name, "got", item)
        await asyncio.sleep_ms(0)


async def main():
    queue = Queue(2)
    tasks = [asyncio.create_task(consumer(name, queue)) for name in "ab"]
    tasks.append(asyncio.create_task(producer(queue)))
    for task in tasks:
        await task
    task = asyncio.create_task(Queue(1).get())
    await asyncio.sleep_ms(0)
    print(task.cancel())
    try:
        await task
    except asyncio.CancelledError:
        print("getter cancelled")


asyncio.run(main())
