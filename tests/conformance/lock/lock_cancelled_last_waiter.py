# Oracle: stock
# The only waiter is cancelled after the lock was handed to it: the lock is free.
import asyncio


async def waiter(lock):
    await lock.acquire()
    print("never printed")


async def main():
    lock = asyncio.Lock()
    await lock.acquire()
    task = asyncio.create_task(waiter(lock))
    await asyncio.sleep_ms(0)
    lock.release()
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("cancelled", lock.locked())
    print(await lock.acquire(), lock.locked())


asyncio.run(main())
