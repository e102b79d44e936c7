# Oracle: CPython
# A child of a gather that is cancelled counts as one that raised CancelledError.
import asyncio


async def work(n):
    await asyncio.sleep(0.04 * n)
    print("work", n)
    return n


async def main():
    for return_exceptions in (False, True):
        tasks = [asyncio.create_task(work(n)) for n in (1, 2, 3)]
        waiting = asyncio.create_task(collect(tasks, return_exceptions))
        await asyncio.sleep(0)
        tasks[1].cancel()
        await waiting
        for task in tasks:
            try:
                await task
            except asyncio.CancelledError:
                print("task cancelled")


async def collect(tasks, return_exceptions):
    try:
        results = await asyncio.gather(*tasks, return_exceptions=return_exceptions)
        print([type(r).__name__ for r in results])
    except asyncio.CancelledError:
        print("gather raised CancelledError")


asyncio.run(main())
