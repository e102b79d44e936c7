# Heap in use while tasks are made, time out, and pass events: one sample every 3 rounds.
import asyncio
import gc


async def work(event):
    await event.wait()


async def main():
    event = asyncio.Event()
    seen = [0] * 200
    for n in range(600):
        event.clear()
        tasks = asyncio.gather(work(event), work(event))
        event.set()
        await tasks
        await asyncio.wait_for_ms(work(event), 1000)
        if n % 3 == 0:
            seen[n // 3] = gc.mem_alloc()
    gc.collect()
    before = gc.mem_alloc()
    for _ in range(50):
        await asyncio.wait_for_ms(work(event), 1000)
    gc.collect()
    figure(max(0, gc.mem_alloc() - before), 1)
    samples("heap in use", seen)


asyncio.run(main())
