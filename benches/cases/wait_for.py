# wait_for_ms around a coroutine that gives its turn away once and ends in time.
import asyncio


async def work():
    await asyncio.sleep_ms(0)


async def main():
    keep = [None] * 1024
    start = clock()
    for n in range(ROUNDS):
        if NEUTRAL:
            keep[n & 1023] = (n,)
        await asyncio.wait_for_ms(work(), 10000)
    figure(clock() - start, ROUNDS)


asyncio.run(main())
