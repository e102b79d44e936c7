# Oracle: stock
# A waiter cancelled before, or after, the lock was handed to it: the next one gets it.
import asyncio


async def waiter(name, lock):
    try:
        await lock.acquire()
    except asyncio.CancelledError:
        print(name, "cancelled", lock.locked())
        raise
    print(name, "in")
    lock.release()


async def main():
    for when in ("waiting", "handed over"):
        print(when)
        lock = asyncio.Lock()
        await lock.acquire()
        tasks = [asyncio.create_task(waiter(name, lock)) for name in "abc"]
        await asyncio.sleep_ms(0)
        if when == "waiting":
            tasks[0].cancel()
            lock.release()
        else:
            lock.release()
            tasks[0].cancel()
        for task in tasks:
            try:
                await task
            except asyncio.CancelledError:
                print("one cancelled")
        print(lock.locked())


asyncio.run(main())
