# Oracle: CPython
# Features: sync, queue
# A task that is to wait for a primitive, and is cancelled before its first turn, leaves that as it was.
import asyncio


async def cancelled_at_once(what, awaitable):
    task = asyncio.create_task(awaitable)
    task.cancel()
    await asyncio.wait([task], timeout=1)
    print(what, task.cancelled())


async def party(name, barrier):
    print(name, await barrier.wait())


async def main():
    condition = asyncio.Condition()
    await cancelled_at_once("condition, unlocked", condition.wait())
    print(condition.locked())
    await cancelled_at_once("predicate", condition.wait_for(lambda: True))
    print(condition.locked())
    async with condition:
        await cancelled_at_once("condition, locked", condition.wait())
        print(condition.locked())
    print(condition.locked())

    barrier = asyncio.Barrier(2)
    first = asyncio.create_task(party("first", barrier))
    await asyncio.sleep(0)
    await cancelled_at_once("barrier", barrier.wait())
    print(barrier.n_waiting)
    await asyncio.wait_for(party("second", barrier), 1)
    await first

    semaphore = asyncio.Semaphore(1)
    await cancelled_at_once("semaphore", semaphore.acquire())
    print(semaphore.locked())

    queue = asyncio.Queue(1)
    await cancelled_at_once("put", queue.put("never put"))
    print(queue.qsize())
    await queue.put("item")
    await cancelled_at_once("get", queue.get())
    await cancelled_at_once("join", queue.join())
    print(queue.qsize(), await queue.get())


asyncio.run(main())
