# Repairs: gather of a task that has a waiter: "can't gather". Fails on stock.
# Oracle: CPython
# A task may be awaited by some and gathered by others, in either order.
import asyncio


async def work(n):
    await asyncio.sleep(0.04 * n)
    return n


async def wait(task):
    return await task


async def collect(*tasks):
    return await asyncio.gather(*tasks)


async def main():
    tasks = [asyncio.create_task(work(n)) for n in (1, 2)]
    waiters = [asyncio.create_task(wait(task)) for task in tasks]
    await asyncio.sleep(0)
    first = asyncio.create_task(collect(*tasks))
    second = asyncio.create_task(collect(*reversed(tasks)))
    await asyncio.sleep(0)
    late = asyncio.create_task(wait(tasks[1]))
    print(await first, await second)
    print([await waiters[0], await waiters[1], await late])


asyncio.run(main())
