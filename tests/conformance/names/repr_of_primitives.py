# Oracle: reasoned: as CPython's, without addresses, and with the number of a queue's items in place of them
# Features: queue, sync
import asyncio


async def main():
    tasks = []
    for what, begin, end in (
        (asyncio.Semaphore(2), lambda it: it.acquire(), lambda it: it.release()),
        (asyncio.BoundedSemaphore(1), lambda it: it.acquire(), lambda it: it.release()),
        (asyncio.Queue(1), lambda it: it.put(1), lambda it: it.get_nowait()),
        (asyncio.Queue(), lambda it: it.get(), lambda it: it.put_nowait(1)),
        (asyncio.LifoQueue(3), lambda it: it.put(1), lambda it: it.task_done()),
        (asyncio.PriorityQueue(), lambda it: it.put(1), lambda it: it.get_nowait()),
        (asyncio.Barrier(3), lambda it: it.wait(), lambda it: None),
    ):
        print(what)
        for _ in range(2):
            tasks.append(asyncio.create_task(begin(what)))
            await asyncio.sleep_ms(1)
            print(what)
        end(what)
        await asyncio.sleep_ms(1)
        print(what)
    barrier = what
    condition = asyncio.Condition()
    print(condition)

    async def waits():
        async with condition:
            await condition.wait()

    tasks.append(asyncio.create_task(waits()))
    await asyncio.sleep_ms(1)
    async with condition:
        print(condition)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    print(condition)
    await barrier.abort()
    print(barrier)


asyncio.run(main())
