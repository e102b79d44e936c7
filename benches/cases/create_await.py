# Making a task of a coroutine that ends at once, and awaiting it.
import asyncio


async def nothing():
    pass


async def main():
    keep = [None] * 1024
    start = clock()
    for n in range(ROUNDS):
        if NEUTRAL and not n & 3:
            keep[n >> 2 & 1023] = (n,)
        await asyncio.create_task(nothing())
    figure(clock() - start, ROUNDS)


asyncio.run(main())
