# Oracle: reasoned: neither stock nor CPython has priorities
# Features: priority, thread-queue
# ThreadSafeQueue.get(priority=True): the task runs before all that are ready when it gets its item. Urgent getters come first.
import asyncio

order = []


async def others(name):
    for _ in range(2):
        order.append(name)
        await asyncio.sleep_ms(0)


async def getter(name, queue, **how):
    order.append((name, await queue.get(**how)))
    await asyncio.sleep_ms(0)
    order.append(name + " again")


async def putter(queue, *items):
    for item in items:
        queue.put_nowait(item)
    order.append("put")


async def try_it(queue, tasks, *items):
    await asyncio.sleep_ms(0)
    tasks += [asyncio.create_task(coro) for coro in (putter(queue, *items), others("x"), others("y"))]
    for task in tasks:
        await task
    print(*order)
    order.clear()


async def main():
    queue = asyncio.ThreadSafeQueue(4)
    for how in ({}, {"priority": True}, {"priority": False}):
        await try_it(queue, [asyncio.create_task(getter("get", queue, **how))], 1)
    getters = [asyncio.create_task(getter(name, queue), priority=priority) for name, priority in (("a", 0), ("b", 1), ("c", 2))]
    await try_it(queue, getters, 1, 2, 3)
    # What is there already is not waited for: the next get is an ordinary one.
    queue.put_nowait(0)
    print(await queue.get(priority=True))
    await try_it(queue, [asyncio.create_task(getter("get", queue))], 1)
    try:
        queue.get(True)
    except TypeError:
        print("TypeError")


asyncio.run(main())
