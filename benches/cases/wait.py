# wait() for CHILDREN tasks that end at once, from their creation on; for each of them.
import asyncio

if not hasattr(asyncio, "wait"):
    print("SKIP this asyncio has no wait()")
    raise SystemExit


async def nothing():
    pass


async def main():
    start = clock()
    for _ in range(ROUNDS):
        await asyncio.wait([asyncio.create_task(nothing()) for _ in range(CHILDREN)])
    figure(clock() - start, ROUNDS * CHILDREN)


asyncio.run(main())
