# The latest that a task of 1 kHz runs in SECONDS s beside one that fills the heap with garbage.
import asyncio
import gc


async def litter(stop):
    kept = [None] * 64
    n = 0
    while not stop:
        kept[n & 63] = bytearray(n % 200)
        n += 1
        if n % 4 == 0:
            await asyncio.sleep_ms(0)


async def main():
    stop, latest, turns = [], 0, 0
    task = asyncio.create_task(litter(stop))
    event = asyncio.Event()
    begin = clock()
    last = clock()
    while clock() - begin < SECONDS * SECOND:
        try:
            await asyncio.wait_for_ms(event.wait(), 1)
        except asyncio.TimeoutError:
            pass
        now = clock()
        latest = max(latest, now - last)
        last = now
        turns += 1
    stop.append(True)
    await task
    gc.collect()
    figure(latest, 1)


asyncio.run(main())
