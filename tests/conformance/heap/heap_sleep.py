# Oracle: stock
# sleep_ms takes no heap: it works while the heap is locked.
import asyncio
import micropython


async def work(lines):
    for n in range(5):
        lines[n] += 1
        await asyncio.sleep_ms(0)
    await asyncio.sleep_ms(1)


async def main():
    lines = [0] * 5
    tasks = [asyncio.create_task(work(lines)) for _ in range(3)]
    await asyncio.sleep_ms(0)
    micropython.heap_lock()
    for _ in range(8):
        await asyncio.sleep_ms(0)
    await asyncio.sleep_ms(20)
    micropython.heap_unlock()
    for task in tasks:
        await task
    print(lines)


asyncio.run(main())
