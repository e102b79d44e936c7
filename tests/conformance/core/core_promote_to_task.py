# Oracle: stock
# Features: compat
# _promote_to_task leaves a task alone and makes one of a coroutine.
import asyncio
from asyncio import core


async def work():
    return 5


async def main():
    task = core._promote_to_task(work())
    print(isinstance(task, asyncio.Task), core._promote_to_task(task) is task, await task)
    try:
        core._promote_to_task(5)
    except TypeError:
        print("TypeError")


asyncio.run(main())
