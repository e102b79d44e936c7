# Oracle: stock
# Features: compat
# core._task_queue.peek() tells which task is next; ph_key is its time.
import asyncio
from asyncio import core


async def sleeper(ms):
    await asyncio.sleep_ms(ms)


async def main():
    print(core._task_queue.peek())
    first = asyncio.create_task(sleeper(200))
    print(core._task_queue.peek() is first)
    second = asyncio.create_task(sleeper(100))
    await asyncio.sleep_ms(0)
    print(core._task_queue.peek() is second)
    print(core.ticks_diff(second.ph_key, first.ph_key) < 0)
    second.cancel()
    print(core._task_queue.peek() is second)


asyncio.run(main())
