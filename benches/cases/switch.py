# One switch between TASKS tasks that do nothing but sleep_ms(0), while FLAGS more wait for a ThreadSafeFlag each. The main task
# counts tens of rounds, so that little of its counting is in the figure.
import asyncio


async def spin():
    while True:
        await asyncio.sleep_ms(0)


async def wait(flag):
    await flag.wait()


async def main():
    kept = [asyncio.create_task(spin()) for _ in range(TASKS - 1)]
    if FLAGS:
        kept += [asyncio.create_task(wait(asyncio.ThreadSafeFlag())) for _ in range(FLAGS)]
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
    figure(clock() - start, ROUNDS // 10 * 10 * TASKS)
    for task in kept:
        task.cancel()


asyncio.run(main())
