# Oracle: CPython
# Sleepers wake by deadline, whatever the order in which they went to sleep.
import asyncio


async def sleeper(name, seconds):
    await asyncio.sleep(seconds)
    print("woke", name)


async def main():
    order = (5, 2, 9, 1, 7, 4, 8, 3, 6)
    tasks = [asyncio.create_task(sleeper(n, n * 0.04)) for n in order]
    for task in tasks:
        await task


asyncio.run(main())
