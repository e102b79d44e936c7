# Oracle: reasoned: CPython has no heap_lock(); the brief is that waiting takes no heap
# Features: queue, sync, event-flags
# Queue, Semaphore, Condition, Barrier and EventFlags can be waited for and woken while the heap is locked.
import asyncio
import micropython

queue = asyncio.Queue(1)
semaphore = asyncio.Semaphore(0)
condition = asyncio.Condition()
barrier = asyncio.Barrier(3)
flags = asyncio.EventFlags()
seen = [0] * 7


async def get():
    await queue.get()
    seen[0] += 1


async def put():
    await queue.put(None)
    seen[1] += 1
    await queue.put(None)
    seen[2] += 1


async def acquire():
    async with semaphore:
        seen[3] += 1


async def notified():
    async with condition:
        await condition.wait()
        seen[4] += 1


async def party():
    await barrier.wait()
    seen[5] += 1


async def bits():
    await flags.wait_all(3)
    await flags.wait_any(1)
    seen[6] += 1


async def main():
    # The queue's own storage and its spare objects are made once.
    await queue.put(None)
    await queue.get()
    flags.set(1)
    await flags.wait_any(1, clear=True)
    tasks = [asyncio.create_task(f()) for f in (get, get, put, acquire, acquire, notified, notified, party, party, bits, bits)]
    tasks_len = len(tasks)
    micropython.heap_lock()
    await asyncio.sleep_ms(0)
    await asyncio.sleep_ms(0)
    semaphore.release()
    flags.set(1)
    async with condition:
        condition.notify_all()
    await barrier.wait()
    flags.set(2)
    await asyncio.sleep_ms(1)
    i = 0
    while i < tasks_len:
        await tasks[i]
        i += 1
    micropython.heap_unlock()
    print(seen, queue.qsize(), semaphore.locked(), condition.locked(), barrier.n_waiting, flags.value())


asyncio.run(main())
