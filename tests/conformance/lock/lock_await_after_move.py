# Oracle: reasoned: stock's task takes the lock without waiting once a script has moved it; there acquire() makes a generator each time
# Features: compat
# A waiter that a script moves to the ready queue waits again. An acquire() that nobody awaits lets one await of the lock itself pass.
import asyncio


async def refused(lock):
    try:
        await lock
    except TypeError:
        return "TypeError"
    return "awaited"


async def main():
    lock = asyncio.Lock()
    await lock.acquire()
    moved = asyncio.create_task(lock.acquire())
    await asyncio.sleep(0)
    asyncio.core._task_queue.push(moved)
    await asyncio.sleep(0)
    print("waits", not moved.done(), await refused(lock))
    lock.release()
    print(await moved, lock.locked(), await refused(lock))
    lock.release()

    lock.acquire()
    print(await refused(lock), await refused(lock))


asyncio.run(main())
