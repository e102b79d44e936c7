# Oracle: stock
# Features: compat
# Names that the module itself keeps can still be assigned after another one was replaced.
import asyncio
from asyncio import core

core.mark = 1
core.mark = 2


async def main():
    task = core.cur_task
    core.cur_task = None
    try:
        asyncio.current_task()
    except RuntimeError:
        print("none")
    core.cur_task = task
    print(asyncio.current_task() is task, core.mark)


asyncio.run(main())
print(core.cur_task)
asyncio.run(main())
del core.mark
print(hasattr(core, "mark"), core.sleep_ms is asyncio.sleep_ms)
