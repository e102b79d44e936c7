# Oracle: CPython
# Features: sync, queue, task-group, timeout
# Objects whose methods give awaitables are no awaitables themselves.
import asyncio


async def refused(what):
    try:
        await what
    except TypeError:
        return "TypeError"
    return "awaited"


def task_of(what):
    try:
        asyncio.create_task(what).cancel()
    except TypeError:
        return "TypeError"
    return "task"


async def gets(queue):
    return await queue.get()


async def main():
    await locks(asyncio.Lock(), asyncio.Semaphore(2), asyncio.BoundedSemaphore(2), asyncio.Condition(), asyncio.Barrier(1))
    await queues(asyncio.Queue(), asyncio.LifoQueue(), asyncio.PriorityQueue())
    await refused_at_all(asyncio.TaskGroup(), asyncio.timeout(1))
    two = asyncio.Barrier(2)
    parties = [asyncio.create_task(passes(two)) for _ in range(2)]
    await asyncio.sleep(0)
    print(sorted(await asyncio.gather(*parties)), await refused(two), two.n_waiting)


async def refused_at_all(*objects):
    for what in objects:
        print(type(what).__name__, await refused(what), task_of(what))


async def locks(lock, semaphore, bounded, condition, barrier):
    await refused_at_all(lock, semaphore, bounded, condition, barrier)
    for what in (lock, semaphore, bounded, condition):
        print(await what.acquire(), await refused(what), what.locked())
        what.release()
        async with what:
            print(await refused(what))
        print(await refused(what), what.locked())
    print(await barrier.wait(), await refused(barrier))
    async with barrier:
        print(await refused(barrier))

    async with condition:
        waiter = asyncio.create_task(waits(condition))
        predicate = asyncio.create_task(waits_for(condition, lambda: True))
    await asyncio.sleep(0)
    print(await refused(condition))
    async with condition:
        condition.notify_all()
    print(await waiter, await predicate, await refused(condition), condition.locked())

    print(await asyncio.gather(semaphore.acquire(), semaphore.acquire()), semaphore.locked(), await refused(semaphore))
    waiting = asyncio.create_task(semaphore.acquire())
    await asyncio.sleep(0)
    waiting.cancel()
    [cancelled] = await asyncio.gather(waiting, return_exceptions=True)
    print(type(cancelled).__name__, await refused(semaphore))


async def queues(*all_queues):
    await refused_at_all(*all_queues)
    for queue in all_queues:
        await queue.put(1)
        print(await queue.get(), await refused(queue))
        getter = asyncio.create_task(gets(queue))
        await asyncio.sleep(0)
        print(await refused(queue))
        await queue.put(2)
        print(await getter, await refused(queue), queue.qsize())


async def waits(condition):
    async with condition:
        return await condition.wait()


async def waits_for(condition, predicate):
    async with condition:
        return await condition.wait_for(predicate)


async def passes(barrier):
    return await barrier.wait()


asyncio.run(main())
