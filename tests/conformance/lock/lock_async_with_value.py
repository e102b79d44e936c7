# Oracle: stock
# `async with lock as value` gives acquire()'s True.
import asyncio


async def main():
    lock = asyncio.Lock()
    async with lock as value:
        print(value, lock.locked())
    print(lock.locked())


asyncio.run(main())
