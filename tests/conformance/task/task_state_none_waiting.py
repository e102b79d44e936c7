# Oracle: reasoned: a task that is declared done is not to be handed what others wait for
# Features: queue, sync, compat
# A task that waits is declared done by its state: it is nobody's waiter any more.
import asyncio


async def declared_done(value, awaitable, give):
    async def waits():
        return await awaitable

    task = asyncio.create_task(waits())
    await asyncio.sleep_ms(1)
    task.state = value
    give()
    await asyncio.sleep_ms(1)
    print(task.done(), task.data, await task)


async def main():
    for value in (None, False):
        queue = asyncio.Queue(1)
        await declared_done(value, queue.get(), lambda queue=queue: queue.put_nowait(7))
        print(queue.get_nowait())
        queue.put_nowait(1)
        await declared_done(value, queue.put(2), queue.get_nowait)
        print(queue.qsize())
        semaphore = asyncio.Semaphore(0)
        await declared_done(value, semaphore.acquire(), semaphore.release)
        print(semaphore.locked())
        lock = asyncio.Lock()
        await lock.acquire()
        await declared_done(value, lock.acquire(), lock.release)
        print(lock.locked())
        event = asyncio.Event()
        await declared_done(value, event.wait(), event.set)
        barrier = asyncio.Barrier(2)
        await declared_done(value, barrier.wait(), lambda: None)
        print(barrier.n_waiting)


asyncio.run(main())
