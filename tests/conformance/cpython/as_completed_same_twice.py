# Oracle: CPython
# Features: wait
# One coroutine given twice is one task.
import asyncio


async def give(value):
    await asyncio.sleep(0.01 * value)
    return value


async def main():
    coroutine, other = give(1), give(2)
    for nearest in asyncio.as_completed([coroutine, other, coroutine, other]):
        print(await nearest)


asyncio.run(main())
