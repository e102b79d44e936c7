# SLEEPERS tasks that are due all wake; one of them.
import asyncio
import time


async def sleeper(ms):
    await asyncio.sleep_ms(ms)


async def main():
    kept = [asyncio.create_task(sleeper(BASE_MS + n * 7919 % 53)) for n in range(SLEEPERS)]
    last = asyncio.create_task(sleeper(BASE_MS + 60))
    await asyncio.sleep_ms(0)
    time.sleep(BASE_MS / 1000 + 0.1)  # noqa: ASYNC251 (all are to be due at once)
    start = clock()
    await last
    figure(clock() - start, SLEEPERS)
    for task in kept:
        await task


asyncio.run(main())
