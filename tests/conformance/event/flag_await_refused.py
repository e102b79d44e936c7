# Oracle: stock
# A ThreadSafeFlag is no awaitable: only what wait() returns is one, and each of those can be awaited once.
import asyncio


async def refused(what):
    try:
        await what
    except TypeError:
        return "TypeError"
    return "awaited"


async def waits(flag):
    await flag.wait()
    return "went on"


class MyFlag(asyncio.ThreadSafeFlag):
    pass


async def main():
    for flag in (asyncio.ThreadSafeFlag(), MyFlag()):
        print(await refused(flag))
        flag.set()
        print(await refused(flag))
        print(await flag.wait(), await refused(flag))

        waiter = asyncio.create_task(waits(flag))
        await asyncio.sleep_ms(0)
        print(await refused(flag))
        flag.set()
        print(await waiter, await refused(flag))

        waiter = asyncio.create_task(waits(flag))
        await asyncio.sleep_ms(0)
        waiter.cancel()
        try:
            await waiter
        except asyncio.CancelledError:
            print("cancelled", await refused(flag))
        try:
            await asyncio.wait_for_ms(flag.wait(), 5)
        except asyncio.TimeoutError:
            print("TimeoutError", await refused(flag))

    flag = asyncio.ThreadSafeFlag()
    for wrong in (asyncio.create_task, asyncio.gather, lambda flag: asyncio.wait_for(flag, 1)):
        try:
            await wrong(flag)
        except TypeError:
            print("TypeError")

    # What wait() returns is awaited later.
    first, second = flag.wait(), flag.wait()
    for wait in (first, second):
        flag.set()
        print(await wait)
    print(await refused(flag))


asyncio.run(main())
