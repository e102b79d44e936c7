# Repairs: sleep_ms returns up to 0.4 ms early (#15626). Fails on stock.
# Oracle: reasoned: docs/differences.md
# No sleep returns before its time, measured in microseconds, at every phase of the millisecond.
import asyncio
import time


async def spinner(stop):
    # Keeps the loop from idling, so that it looks at the clock often enough to notice a deadline at once.
    while not stop:
        await asyncio.sleep_ms(0)


async def main():
    early = 0
    stop = []
    task = asyncio.create_task(spinner(stop))
    for n in range(150):
        # Start somewhere else within the millisecond each time.
        time.sleep_us(137)
        ms = n % 4 + 1
        start = time.ticks_us()
        await asyncio.sleep_ms(ms)
        if time.ticks_diff(time.ticks_us(), start) < ms * 1000:
            early += 1
    stop.append(True)
    await task
    print("early sleeps:", early)


asyncio.run(main())
