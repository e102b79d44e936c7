# Oracle: stock
# Features: compat
# An event that wakes exactly one waiter, made by popping core.TaskQueue, beside tasks that are removed by cancel.
import asyncio
from asyncio import core


class One:
    def __init__(self):
        self.waiting = core.TaskQueue()

    def wait(self):
        self.waiting.push(core.cur_task)
        core.cur_task.data = self
        yield

    def remove(self, task):
        print("removed")
        self.waiting.remove(task)

    def wake(self):
        if self.waiting.peek():
            core._task_queue.push(self.waiting.pop())
            return True
        return False


async def waiter(name, one):
    try:
        await one.wait()
        print("woke", name)
    except asyncio.CancelledError:
        print("cancelled", name)


async def main():
    one = One()
    tasks = [asyncio.create_task(waiter(name, one)) for name in "abc"]
    await asyncio.sleep_ms(0)
    print(one.wake())
    tasks[1].cancel()
    await asyncio.sleep_ms(0)
    print(one.wake(), one.wake())
    for task in tasks:
        await task


asyncio.run(main())
