# One switch between ten tasks whose sleep_ms(0) lies LEVELS coroutines deep: each level is one more `await`.
import asyncio

TASKS = 10


async def spin():
    while True:
        await asyncio.sleep_ms(0)
        await asyncio.sleep_ms(0)
        await asyncio.sleep_ms(0)
        await asyncio.sleep_ms(0)


async def descend(level):
    await (descend(level - 1) if level > 2 else spin())


async def main():
    kept = [asyncio.create_task(descend(LEVELS) if LEVELS > 1 else spin()) for _ in range(TASKS)]
    for _ in range(3):
        await asyncio.sleep_ms(0)
    start = clock()
    for _ in range(ROUNDS // 10):
        await asyncio.sleep_ms(0)
        await asyncio.sleep_ms(0)
        await asyncio.sleep_ms(0)
        await asyncio.sleep_ms(0)
        await asyncio.sleep_ms(0)
        await asyncio.sleep_ms(0)
        await asyncio.sleep_ms(0)
        await asyncio.sleep_ms(0)
        await asyncio.sleep_ms(0)
        await asyncio.sleep_ms(0)
    figure(clock() - start, ROUNDS // 10 * 10 * (TASKS + 1))
    for task in kept:
        task.cancel()


asyncio.run(main())
