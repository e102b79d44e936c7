# Oracle: reasoned: only ours has core's queue and these classes
# Features: sync, compat
# A task that is moved by core's queue, and cancelled before its first step or while it waits: parties and locks are whole.
import asyncio
from asyncio import core


async def outcome(task):
    try:
        return await asyncio.wait_for_ms(task, 50)
    except BaseException as er:
        return type(er).__name__


async def main():
    await asyncio.sleep_ms(20)
    barrier = asyncio.Barrier(3)
    first = asyncio.create_task(barrier.wait())
    await asyncio.sleep_ms(1)
    moved = asyncio.create_task(barrier.wait())
    core._task_queue.push(moved, core.ticks())
    moved.cancel()
    print(await outcome(moved), barrier.n_waiting)
    # It comes anew.
    core._task_queue.push(first)
    await asyncio.sleep_ms(1)
    print(barrier.n_waiting)
    print(await asyncio.gather(first, barrier.wait(), barrier.wait()))

    condition = asyncio.Condition()
    await condition.acquire()
    moved = asyncio.create_task(condition.wait())
    core._task_queue.push(moved, core.ticks())
    moved.cancel()
    print(await outcome(moved), condition.locked())
    condition.release()

    async def waits():
        async with condition:
            await condition.wait()
            return condition.locked()

    waiter = asyncio.create_task(waits())
    await asyncio.sleep_ms(1)
    for _ in range(2):
        # It waits for the condition, and then for its lock.
        try:
            core._task_queue.push(waiter)
        except RuntimeError as er:
            print(er)
        if not condition.locked():
            await condition.acquire()
            condition.notify()
            await asyncio.sleep_ms(1)
    waiter.cancel()
    await asyncio.sleep_ms(1)
    print(waiter.done(), condition.locked())
    condition.release()
    print(await outcome(waiter), condition.locked())

    # What a moved task waited for doesn't end its next sleep.
    event = asyncio.Event()
    lock = asyncio.Lock()
    await lock.acquire()

    async def waits_and_sleeps(awaitable):
        await awaitable
        start = core.ticks()
        await asyncio.sleep_ms(20)
        return core.ticks_diff(core.ticks(), start) >= 19

    tasks = [asyncio.create_task(waits_and_sleeps(what)) for what in (event.wait(), lock.acquire())]
    await asyncio.sleep_ms(1)
    for task in tasks:
        core._task_queue.push(task)
    event.set()
    lock.release()
    for task in tasks:
        print(await task)


asyncio.run(main())
