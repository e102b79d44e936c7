# Oracle: stock
# Features: compat
# A semaphore on a TaskQueue that is cancelled while waiting and while being woken.
import asyncio
from asyncio import core


class Semaphore:
    def __init__(self, count):
        self.count = count
        self.waiting = core.TaskQueue()

    async def __aenter__(self):
        while self.count == 0:
            self.waiting.push(core.cur_task)
            core.cur_task.data = self.waiting
            await self._park()
        self.count -= 1
        return self

    def _park(self):
        yield

    async def __aexit__(self, *args):
        self.count += 1
        if self.waiting.peek():
            core._task_queue.push(self.waiting.pop())


async def user(name, semaphore):
    try:
        async with semaphore:
            print(name, "in", semaphore.count)
            await asyncio.sleep_ms(80 * (1 + "abcde".index(name)))
            print(name, "out")
    except asyncio.CancelledError:
        print(name, "cancelled")


async def main():
    semaphore = Semaphore(2)
    tasks = [asyncio.create_task(user(name, semaphore)) for name in "abcde"]
    await asyncio.sleep_ms(0)
    tasks[3].cancel()
    tasks[0].cancel()
    for task in tasks:
        await task
    print(semaphore.count)


asyncio.run(main())
