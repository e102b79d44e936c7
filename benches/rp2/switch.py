# Microseconds per switch by sleep_ms(0), with TASKS tasks taking turns. Prints one number.
import asyncio
import gc
import time

ROUNDS = max(2000 // TASKS, 20)


async def turns(rounds):
    for _ in range(rounds):
        await asyncio.sleep_ms(0)


async def main():
    tasks = [asyncio.create_task(turns(ROUNDS)) for _ in range(TASKS)]
    gc.collect()
    start = time.ticks_us()
    for task in tasks:
        await task
    print(time.ticks_diff(time.ticks_us(), start) / (TASKS * ROUNDS))


asyncio.run(main())
