# Oracle: stock
# A negative sleep is one of zero: the task goes behind the ready ones, not before them.
import asyncio


async def work(name, ms):
    for turn in range(2):
        print(name, turn)
        await asyncio.sleep_ms(ms)


async def main():
    tasks = [asyncio.create_task(work(name, ms)) for name, ms in (("a", 0), ("b", -100), ("c", 0), ("d", -1))]
    for task in tasks:
        await task


asyncio.run(main())
