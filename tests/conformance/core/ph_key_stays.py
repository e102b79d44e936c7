# Oracle: stock
# Features: compat
# A queued task's ph_key is one and the same whenever it is read, also across the edge of a millisecond.
import asyncio
from asyncio import core


async def work():
    pass


task = asyncio.Task(work())
queue = core.TaskQueue()
now = core.ticks()
queue.push(task, core.ticks_add(now, 5000))
first = task.ph_key
print(core.ticks_diff(first, now))
others = 0
while core.ticks_diff(core.ticks(), now) < 200:
    for _ in range(20):
        if task.ph_key != first:
            others += 1
print(others)
queue.remove(task)
