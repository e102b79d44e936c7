# One switch between ten tasks while a ThreadSafeFlag waits.
import asyncio


async def spin():
    while True:
        await asyncio.sleep_ms(0)


async def wait(flag):
    await flag.wait()


async def main():
    flag = asyncio.ThreadSafeFlag()
    kept = [asyncio.create_task(spin()) for _ in range(9)]
    kept.append(asyncio.create_task(wait(flag)))
    for _ in range(3):
        await asyncio.sleep_ms(0)
    start = clock()
    for _ in range(ROUNDS):
        await asyncio.sleep_ms(0)
    figure(clock() - start, ROUNDS * 10)
    for task in kept:
        task.cancel()


asyncio.run(main())
