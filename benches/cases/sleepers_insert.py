# SLEEPERS tasks go to sleep in mixed order; one of them.
import asyncio


async def sleeper(ms):
    await asyncio.sleep_ms(ms)


async def main():
    kept = [asyncio.create_task(sleeper(100000 + n * 7919 % 10007)) for n in range(SLEEPERS)]
    start = clock()
    await asyncio.sleep_ms(0)
    figure(clock() - start, SLEEPERS)
    for task in kept:
        task.cancel()


asyncio.run(main())
