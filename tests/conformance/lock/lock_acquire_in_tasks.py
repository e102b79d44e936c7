# Oracle: CPython
# What acquire() returns goes through wait_for(), gather() and create_task(), and leaves no await to be had by the lock itself.
import asyncio


async def refused(lock):
    try:
        await lock
    except TypeError:
        return "TypeError"
    return "awaited"


async def main():
    lock, other = asyncio.Lock(), asyncio.Lock()
    print(await asyncio.wait_for(lock.acquire(), 1), lock.locked(), await refused(lock))
    try:
        await asyncio.wait_for(lock.acquire(), 0.01)
    except asyncio.TimeoutError:
        print("TimeoutError", await refused(lock))
    lock.release()

    print(await asyncio.gather(lock.acquire(), other.acquire()), lock.locked(), other.locked())
    print(await refused(lock), await refused(other))

    waiting = [asyncio.create_task(lock.acquire()) for _ in range(2)]
    for task in waiting:
        lock.release()
        print(await task, lock.locked())
    lock.release()
    print(lock.locked(), await refused(lock), lock.locked())

asyncio.run(main())
