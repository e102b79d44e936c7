# Oracle: reasoned: neither stock nor CPython has every_ms()
# Features: deadlines
# Ticks at a fixed rate: they don't drift, and a body that takes too long loses ticks instead of getting them all at once.
import asyncio
import time

PERIOD = 60


async def main():
    every = asyncio.every_ms(PERIOD)
    began = time.ticks_ms()
    missed = []
    number = 0
    async for lost in every:
        missed.append(lost)
        number += 1 + lost
        # The tick is due at a multiple of the period since the call, and no earlier.
        after = time.ticks_diff(time.ticks_ms(), began)
        if after < number * PERIOD - 1:
            print("too early", after)
        if len(missed) == 3:
            # From the third tick past the fourth and fifth, into the time of the sixth.
            await asyncio.sleep_ms(PERIOD * 5 // 2)
        if len(missed) == 5:
            break
    # The late tick is the fifth, and at least the fourth is lost. A busy host may lose others.
    print(missed[3] > 0)

    # A body that always takes longer than a period lets the others run.
    turns = []

    async def other():
        while True:
            turns.append(1)
            await asyncio.sleep_ms(0)

    task = asyncio.create_task(other())
    count = 0
    async for _ in asyncio.every_ms(1):
        time.sleep_ms(3)
        count += 1
        if count == 10:
            break
    task.cancel()
    print(len(turns) >= 9)

    # Cancelling a task that waits for a tick.
    async def ticker():
        async for _ in asyncio.every_ms(10000):
            pass

    task = asyncio.create_task(ticker())
    await asyncio.sleep_ms(0)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("cancelled")

    for period in (0, -1, "1", None):
        try:
            asyncio.every_ms(period)
        except (TypeError, ValueError) as error:
            print(type(error).__name__, error if isinstance(error, ValueError) else "")


asyncio.run(main())
