# Oracle: stock
# Features: compat
# A sleeping task is taken out of core._task_queue and pushed with another deadline.
import asyncio
from asyncio import core


async def sleeper(name, ms):
    await asyncio.sleep_ms(ms)
    print("woke", name)


async def main():
    tasks = [asyncio.create_task(sleeper("a", 10000)), asyncio.create_task(sleeper("b", 40))]
    await asyncio.sleep_ms(0)
    core._task_queue.remove(tasks[0])
    core._task_queue.push(tasks[0], core.ticks_add(core.ticks(), 80))
    core._task_queue.remove(tasks[1])
    core._task_queue.push(tasks[1], core.ticks_add(core.ticks(), 120))
    for task in tasks:
        await task


asyncio.run(main())
