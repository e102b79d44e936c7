# Oracle: stock
# Features: compat
# core.cur_task is the running task, None when no loop runs.
import asyncio
from asyncio import core


async def child():
    return core.cur_task


async def main():
    print(core.cur_task is asyncio.current_task())
    task = asyncio.create_task(child())
    print(await task is task, core.cur_task is asyncio.current_task())


print(core.cur_task)
asyncio.run(main())
print(core.cur_task)
