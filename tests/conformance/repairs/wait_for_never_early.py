# Repairs: sleep_ms returns up to 0.4 ms early (#15626). Fails on stock.
# Oracle: reasoned: docs/differences.md
# The timeout of wait_for_ms does not strike before its time either.
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
    event = asyncio.Event()
    for n in range(150):
        time.sleep_us(137)
        ms = n % 4 + 1
        start = time.ticks_us()
        try:
            await asyncio.wait_for_ms(event.wait(), ms)
        except asyncio.TimeoutError:
            pass
        if time.ticks_diff(time.ticks_us(), start) < ms * 1000:
            early += 1
    stop.append(True)
    await task
    print("early time-outs:", early)


asyncio.run(main())
