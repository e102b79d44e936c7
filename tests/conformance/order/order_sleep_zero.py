# Oracle: CPython
# sleep(0) goes behind every ready task: strict round robin, whoever else comes and goes.
import asyncio


async def work(name, turns):
    for turn in range(turns):
        print(name, turn)
        await asyncio.sleep(0)


async def main():
    tasks = [asyncio.create_task(work("abcde"[i], i + 1)) for i in range(5)]
    await work("main", 3)
    for task in tasks:
        await task


asyncio.run(main())
