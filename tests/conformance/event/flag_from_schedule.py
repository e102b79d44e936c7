# Oracle: stock
# set() from micropython.schedule wakes a waiter, also one that waits while nothing else runs.
import asyncio
import micropython


async def setter(flag):
    for _ in range(3):
        micropython.schedule(lambda _: flag.set(), None)
        await asyncio.sleep_ms(20)


async def main():
    flag = asyncio.ThreadSafeFlag()
    task = asyncio.create_task(setter(flag))
    for n in range(3):
        await flag.wait()
        print("woken", n)
    await task
    micropython.schedule(lambda _: flag.set(), None)
    await flag.wait()
    print("woken alone")


asyncio.run(main())
