# Oracle: reasoned: neither stock nor CPython has priorities
# Features: priority, sync
# An urgent task lends its priority to the task that it waits for: no task of a priority between them gets in. With a mutex
# made of an Event nobody knows who holds it, and the urgent task waits for all of them: the inversion.
import asyncio

order = []


class EventMutex:
    def __init__(self):
        self.free = asyncio.Event()
        self.free.set()

    async def acquire(self):
        while not self.free.is_set():
            await self.free.wait()
        self.free.clear()

    def release(self):
        self.free.set()


async def low(mutex, steps):
    await mutex.acquire()
    for _ in range(steps):
        order.append("low")
        await asyncio.sleep_ms(0)
    mutex.release()
    order.append("released")
    await asyncio.sleep_ms(0)
    order.append("low again")


async def middle():
    for _ in range(4):
        order.append("middle")
        await asyncio.sleep_ms(0)


async def high(mutex):
    await mutex.acquire()
    order.append("HIGH")
    mutex.release()


def show(what):
    print(what + ":", " ".join(order))
    order.clear()


async def mutual(name, mutex):
    tasks = [asyncio.create_task(low(mutex, 3))]
    await asyncio.sleep_ms(0)
    tasks.append(asyncio.create_task(middle(), priority=1))
    tasks.append(asyncio.create_task(high(mutex), priority=2))
    for task in tasks:
        await task
    show(name)


async def worker(steps=2):
    for _ in range(steps):
        order.append("worker")
        await asyncio.sleep_ms(0)
    return "done"


async def awaits(task):
    order.append("HIGH " + await task)


async def awaited():
    work = asyncio.create_task(worker())
    tasks = [asyncio.create_task(middle(), priority=1), asyncio.create_task(awaits(work), priority=2)]
    for task in tasks:
        await task
    show("Task")


async def chain():
    # high waits for a task that waits for a lock, whose holder waits for a task.
    lock = asyncio.Lock()
    work = asyncio.create_task(worker())

    async def holder():
        async with lock:
            await work
            order.append("holder")

    async def between():
        async with lock:
            order.append("between")
        return "chain"

    first = asyncio.create_task(holder())
    second = asyncio.create_task(between())
    await asyncio.sleep_ms(0)
    tasks = [
        asyncio.create_task(middle(), priority=1),
        asyncio.create_task(awaits(second), priority=2),
        first,
    ]
    for task in tasks:
        await task
    show("chain")


async def given_up():
    # A cancelled wait lends nothing any longer.
    lock = asyncio.Lock()
    waiting = []

    async def holder():
        async with lock:
            await asyncio.sleep_ms(0)
            order.append("low")
            await asyncio.sleep_ms(0)
            order.append("low cancels")
            waiting[0].cancel()
            await asyncio.sleep_ms(0)
            order.append("low")

    holds = asyncio.create_task(holder())
    await asyncio.sleep_ms(0)
    waiting.append(asyncio.create_task(high(lock), priority=2))
    rest = asyncio.create_task(middle(), priority=1)
    for other in (rest, holds):
        await other
    print(waiting[0].done())
    show("cancelled")


async def raised():
    # A task that waits already lends what it is given.
    lock = asyncio.Lock()
    holds = asyncio.create_task(low(lock, 2))
    await asyncio.sleep_ms(0)
    waits = asyncio.create_task(high(lock))
    await asyncio.sleep_ms(0)
    rest = asyncio.create_task(middle(), priority=1)
    waits.priority = 2
    for task in (rest, waits, holds):
        await task
    show("raised")


async def most_urgent_first():
    lock = asyncio.Lock()
    await lock.acquire()

    async def user(name):
        async with lock:
            order.append(name)

    names = (("a", 0), ("b1", 1), ("c", 0), ("d2", 2), ("e1", 1))
    tasks = [asyncio.create_task(user(name), priority=priority) for name, priority in names]
    await asyncio.sleep_ms(0)
    lock.release()
    for task in tasks:
        await task
    show("to whom the lock goes")


async def gathered():
    async def gatherer():
        order.append("HIGH %s" % await asyncio.gather(worker(1), worker(2)))

    tasks = [asyncio.create_task(middle(), priority=1), asyncio.create_task(gatherer(), priority=2)]
    for task in tasks:
        await task
    show("gather")


async def main():
    await mutual("Event", EventMutex())
    await mutual("Lock", asyncio.Lock())
    await mutual("Semaphore", asyncio.Semaphore(1))
    for part in (awaited, chain, given_up, raised, most_urgent_first, gathered):
        await part()


asyncio.run(main())
