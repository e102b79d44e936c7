# Oracle: CPython
# The lock goes to its waiters in order of arrival.
import asyncio


async def user(name, lock, turns):
    for turn in range(turns):
        async with lock:
            print(name, turn, "in")
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            print(name, turn, "out")


async def main():
    lock = asyncio.Lock()
    tasks = [asyncio.create_task(user("abcd"[i], lock, i + 1)) for i in range(4)]
    for task in tasks:
        await task
    print(lock.locked())


asyncio.run(main())
