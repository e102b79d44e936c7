# Oracle: stock
# Features: compat
# core._task_queue.push(task, ticks) sends a task to sleep until then; without ticks it is ready.
import asyncio
from asyncio import core


async def pause(name, ms):
    core._task_queue.push(core.cur_task, core.ticks_add(core.ticks(), ms))
    yield
    print(name)


async def step(name):
    core._task_queue.push(core.cur_task)
    yield
    print(name)


async def main():
    tasks = [asyncio.create_task(pause("paused 80", 80)), asyncio.create_task(pause("paused 40", 40))]
    tasks.append(asyncio.create_task(step("stepped")))
    for task in tasks:
        await task


asyncio.run(main())
