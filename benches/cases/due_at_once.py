# SLEEPERS tasks are due at once: until the first of them runs.
import asyncio
import time

first = None


async def sleeper(ms):
    global first
    await asyncio.sleep_ms(ms)
    if first is None:
        first = clock()


async def main():
    kept = [asyncio.create_task(sleeper(50 + n * 7919 % 53)) for n in range(SLEEPERS)]
    await asyncio.sleep_ms(0)
    time.sleep_ms(150)
    start = clock()
    await asyncio.sleep_ms(1)
    figure(first - start, 1)
    for task in kept:
        await task


asyncio.run(main())
