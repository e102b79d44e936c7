# Fifty tasks that take turns
import asyncio

turns = 0

async def worker(times):
    global turns
    for _ in range(times):
        turns += 1
        await asyncio.sleep_ms(0)

async def main():
    await asyncio.gather(*[worker(20) for _ in range(50)])
    print(turns, "turns of 50 tasks")

asyncio.run(main())
