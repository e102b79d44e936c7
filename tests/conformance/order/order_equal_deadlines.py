# Oracle: stock
# Features: compat
# Equal deadlines wake in the order in which they were set, also behind earlier and before later ones.
import asyncio
from asyncio import core


async def waiter(name, due):
    core._task_queue.push(core.cur_task, due)
    yield
    print("woke", name)


async def main():
    soon = core.ticks_add(core.ticks(), 40)
    later = core.ticks_add(soon, 40)
    tasks = []
    for i in range(12):
        tasks.append(asyncio.create_task(waiter("soon %d" % i, soon)))
        if i % 3 == 0:
            tasks.append(asyncio.create_task(waiter("later %d" % i, later)))
    for task in tasks:
        await task


asyncio.run(main())
