# Oracle: CPython
# Features: wait
# One coroutine given twice is one task.
import asyncio


async def give(value):
    await asyncio.sleep(0.01 * value)
    return value


async def main():
    coroutine, task = give(1), asyncio.create_task(give(2))
    for nearest in asyncio.as_completed([coroutine, task, coroutine, task]):
        print(await nearest)


asyncio.run(main())
