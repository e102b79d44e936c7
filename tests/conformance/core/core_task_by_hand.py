# Oracle: stock
# Features: compat
# A Task made by hand runs once it is pushed; Task takes the globals argument that stock's core passes.
import asyncio
from asyncio import core


async def work(name):
    await asyncio.sleep_ms(0)
    print("work", name)
    return name


async def main():
    task = core.Task(work("a"))
    print(task.done(), task.data, task.state)
    core._task_queue.push(task)
    print(await task)
    task = asyncio.Task(work("b"), core.__dict__)
    core._task_queue.push(task)
    print(await task)


asyncio.run(main())
