# Oracle: reasoned: stock allocates for each of these; issue 2 asks that ours does not
# Event.wait, Lock.acquire, ThreadSafeFlag.wait and a Task can be awaited while the heap is locked.
import asyncio
import micropython

event = asyncio.Event()
lock = asyncio.Lock()
flag = asyncio.ThreadSafeFlag()
seen = [0, 0, 0, 0]


async def wait_event():
    await event.wait()
    seen[0] += 1


async def wait_lock():
    await lock.acquire()
    seen[1] += 1
    lock.release()


async def wait_flag():
    await flag.wait()
    seen[2] += 1


async def wait_task(task):
    await task
    seen[3] += 1


async def nothing():
    await asyncio.sleep_ms(0)


async def main():
    inner = asyncio.create_task(nothing())
    tasks = [
        asyncio.create_task(wait_event()),
        asyncio.create_task(wait_event()),
        asyncio.create_task(wait_lock()),
        asyncio.create_task(wait_flag()),
        asyncio.create_task(wait_task(inner)),
        asyncio.create_task(wait_task(inner)),
    ]
    micropython.heap_lock()
    await lock.acquire()
    await asyncio.sleep_ms(0)
    event.set()
    lock.release()
    flag.set()
    await asyncio.sleep_ms(20)
    for task in tasks:
        await task
    await event.wait()
    await inner
    micropython.heap_unlock()
    print(seen)


asyncio.run(main())
