# Repairs: sleep() is one shared object. Fails on stock.
# Oracle: CPython
# Sleeps built first and awaited later keep their own times.
import asyncio


async def wait(name, awaitable):
    await awaitable
    print(name)


async def main():
    long = asyncio.sleep(0.3)
    short = asyncio.sleep(0.02)
    middle = asyncio.sleep(0.15)
    print(long is short)
    awaitables = (("long", long), ("short", short), ("middle", middle))
    tasks = [asyncio.create_task(wait(name, awaitable)) for name, awaitable in awaitables]
    for task in tasks:
        await task


asyncio.run(main())
