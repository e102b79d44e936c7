# Making a task of a coroutine that ends at once, and awaiting it. A round is four, so that little of its counting is in the
# figure.
import asyncio


async def nothing():
    pass


async def main():
    keep = [None] * 1024
    start = clock()
    for n in range(ROUNDS // 4):
        if NEUTRAL:
            keep[n & 1023] = (n,)
        await asyncio.create_task(nothing())
        await asyncio.create_task(nothing())
        await asyncio.create_task(nothing())
        await asyncio.create_task(nothing())
    figure(clock() - start, ROUNDS // 4 * 4)


asyncio.run(main())
