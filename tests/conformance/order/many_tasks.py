# Oracle: CPython
# 200 tasks through sleeps, an event and a lock: all end, order kept.
import asyncio


async def work(n, event, lock, order):
    await asyncio.sleep(0)
    await event.wait()
    async with lock:
        order.append(n)
        if n % 10 == 0:
            await asyncio.sleep(0)
    await asyncio.sleep(0.001 * (n % 5))
    return n


async def main():
    event, lock, order = asyncio.Event(), asyncio.Lock(), []
    tasks = [asyncio.create_task(work(n, event, lock, order)) for n in range(200)]
    await asyncio.sleep(0.02)
    event.set()
    total = 0
    for task in tasks:
        total += await task
    print(total, order == list(range(200)))


asyncio.run(main())
