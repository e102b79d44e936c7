# Oracle: stock
# Features: compat
# A task that somebody waits for shows its queue of waiters as state; the waiter shows the task as data.
import asyncio
from asyncio import core


async def work():
    await asyncio.sleep_ms(20)


async def waiter(task):
    await task


async def main():
    task = asyncio.create_task(work())
    waiters = [asyncio.create_task(waiter(task)) for _ in range(2)]
    print(task.state)
    await asyncio.sleep_ms(0)
    print(type(task.state) is core.TaskQueue, task.state.peek() is waiters[0])
    print(waiters[0].data is task, waiters[1].data is task)
    for w in waiters:
        await w
    print(task.state, waiters[0].state)


asyncio.run(main())
