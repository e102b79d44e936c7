# Oracle: CPython
# gather gives the results in the order of its arguments, whichever ends first.
import asyncio


async def work(n):
    await asyncio.sleep(0.04 * (4 - n))
    print("work", n)
    return n


async def main():
    print(await asyncio.gather(*[work(n) for n in range(4)]))
    task = asyncio.create_task(work(3))
    print(await asyncio.gather(work(2), task))
    print(await asyncio.gather(task, task.__class__ is None or work(3)))
    print(await asyncio.gather())
    print(await asyncio.gather(work(3)))
    print(await asyncio.gather(return_exceptions=True))


asyncio.run(main())
