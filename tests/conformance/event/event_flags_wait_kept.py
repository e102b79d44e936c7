# Oracle: reasoned: neither stock nor CPython has EventFlags; each wait is to end by its own bits
# Features: event-flags
# A wait that was built, and is awaited later, stays what it was while another task's wait of the same flags comes to its end.
import asyncio


async def waiter(flags, mask):
    print("waiter", await flags.wait_any(mask))


async def main():
    flags = asyncio.EventFlags()
    first = asyncio.create_task(waiter(flags, 1))
    await asyncio.sleep(0)
    flags.set(1)
    # The first goes on before this one begins.
    second = asyncio.create_task(flags.wait_any(2))
    await asyncio.sleep(0)
    await first
    flags.set(2)
    print("task", await second)

    flags.clear(3)
    first = asyncio.create_task(waiter(flags, 1))
    await asyncio.sleep(0)
    kept = flags.wait_all(6)
    flags.set(7)
    await first
    print("kept", await kept)
    print(await asyncio.gather(flags.wait_any(1), flags.wait_any(2), flags.wait_all(6)))


asyncio.run(main())
