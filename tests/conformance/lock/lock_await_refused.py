# Oracle: stock
# A Lock is no awaitable: only what acquire() returns is one, and each of those can be awaited once.
import asyncio


async def refused(what):
    try:
        await what
    except TypeError:
        return "TypeError"
    return "awaited"


async def take(lock, order, name):
    async with lock:
        order.append(name)
        await asyncio.sleep(0)


async def acquire(lock):
    return await lock.acquire()


class MyLock(asyncio.Lock):
    pass


async def main():
    lock = asyncio.Lock()
    print(await refused(lock), lock.locked())
    print(await lock.acquire(), await refused(lock), lock.locked())
    lock.release()
    print(await refused(lock), lock.locked())
    async with lock:
        print(await refused(lock), lock.locked())
    print(await refused(lock), lock.locked())

    for wrong in (asyncio.create_task, asyncio.gather, lambda lock: asyncio.wait_for(lock, 1)):
        try:
            await wrong(lock)
        except TypeError:
            print("TypeError", lock.locked())

    first, second = lock.acquire(), lock.acquire()
    print(await first, lock.locked())
    waiter = asyncio.create_task(acquire(lock))
    await asyncio.sleep(0)
    lock.release()
    print(await waiter, lock.locked())
    lock.release()
    print(await second, lock.locked(), await refused(lock))
    lock.release()

    order = []
    await asyncio.gather(*(take(lock, order, name) for name in "abc"))
    print(order, lock.locked(), await refused(lock))

    # Waiters that are cancelled while they wait, or before they began.
    await lock.acquire()
    tasks = [asyncio.create_task(acquire(lock)) for _ in range(3)]
    await asyncio.sleep(0)
    tasks.append(asyncio.create_task(acquire(lock)))
    for task in tasks:
        task.cancel()
    for task in tasks:
        try:
            await task
        except asyncio.CancelledError:
            print("cancelled")
    lock.release()
    print(lock.locked(), await refused(lock), lock.locked())

    lock = MyLock()
    print(await refused(lock), await lock.acquire(), await refused(lock), lock.locked())


asyncio.run(main())
