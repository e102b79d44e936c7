# One switch between TASKS tasks that do nothing but sleep_ms(0); the main task counts the rounds.
import asyncio


async def spin():
    while True:
        await asyncio.sleep_ms(0)


async def main():
    kept = [asyncio.create_task(spin()) for _ in range(TASKS - 1)]
    for _ in range(3):
        await asyncio.sleep_ms(0)
    start = clock()
    for _ in range(ROUNDS):
        await asyncio.sleep_ms(0)
    figure(clock() - start, ROUNDS * TASKS)
    for task in kept:
        task.cancel()


asyncio.run(main())
