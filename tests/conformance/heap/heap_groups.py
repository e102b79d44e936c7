# Oracle: reasoned: CPython has no heap that can be locked; typings/asyncio says what takes none
# Features: future, timeout, task-group
# Awaiting a future, leaving a TaskGroup whose tasks still run, and leaving a timeout() take no heap.
import asyncio
import micropython

gate = asyncio.Event()
seen = [0, 0, 0]


async def child():
    await gate.wait()
    await asyncio.sleep_ms(5)


async def in_group():
    async with asyncio.TaskGroup() as group:
        for _ in range(2):
            group.create_task(child())
        await gate.wait()
    seen[0] += 1


async def in_time():
    async with asyncio.timeout(10):
        await gate.wait()
        await asyncio.sleep_ms(1)
    seen[1] += 1


async def for_future(future):
    seen[2] += await future


async def main():
    future = asyncio.get_running_loop().create_future()
    tasks = [asyncio.create_task(coro) for coro in (in_group(), in_time(), for_future(future))]
    await asyncio.sleep_ms(5)
    micropython.heap_lock()
    gate.set()
    future.set_result(1)
    await asyncio.sleep_ms(20)
    micropython.heap_unlock()
    print(seen)
    await asyncio.gather(*tasks)


asyncio.run(main())
