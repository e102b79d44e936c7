# Oracle: stock
# Features: compat
# core.cur_task = None: current_task() raises; the task whose turn it is goes on and ends as the one that it is.
import asyncio
from asyncio import core


async def hides():
    task = core.cur_task
    core.cur_task = None
    try:
        asyncio.current_task()
    except RuntimeError as failure:
        print(failure)
    core.cur_task = task
    await asyncio.sleep(0)
    print(asyncio.current_task() is task)
    core.cur_task = None
    return "hidden"


async def appoints(other):
    core.cur_task = other
    print(asyncio.current_task() is other)
    return "appointed"


async def main():
    first = asyncio.create_task(hides())
    print(await first)
    other = asyncio.create_task(hides())
    second = asyncio.create_task(appoints(other))
    print(await second, await other)


asyncio.run(main())
