# Repairs: gather of twice the same task: "can't gather". Fails on stock.
# Oracle: CPython
# One task at several places of a gather: its result stands at each.
import asyncio


async def work(n, fail=False):
    await asyncio.sleep(0.02)
    print("work", n)
    if fail:
        raise ValueError(n)
    return n


async def main():
    task = asyncio.create_task(work(1))
    print(await asyncio.gather(task, work(2), task))
    print(await asyncio.gather(task, task))
    task = asyncio.create_task(work(3, True))
    results = await asyncio.gather(task, task, return_exceptions=True)
    print(len(results), results[0] is results[1], results[0].args)
    try:
        await asyncio.gather(task, task)
    except ValueError as er:
        print("raised", er.args)


asyncio.run(main())
