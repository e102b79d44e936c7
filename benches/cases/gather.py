# gather of CHILDREN coroutines that end at once; for each child.
import asyncio


async def nothing():
    pass


async def main():
    keep = [None] * 1024
    start = clock()
    for n in range(ROUNDS):
        if NEUTRAL:
            for i in range(0, CHILDREN, 4):
                keep[(n * CHILDREN + i) >> 2 & 1023] = (n,)
        await asyncio.gather(*[nothing() for _ in range(CHILDREN)])
    figure(clock() - start, ROUNDS * CHILDREN)


asyncio.run(main())
