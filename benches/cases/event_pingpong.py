# Two tasks wake each other through two events; one wake. A round is four, so that little of its counting is in the figure.
import asyncio


async def side(mine, other, rounds, keep):
    for n in range(rounds // 4):
        await mine.wait()
        mine.clear()
        other.set()
        await mine.wait()
        mine.clear()
        other.set()
        await mine.wait()
        mine.clear()
        other.set()
        await mine.wait()
        mine.clear()
        if NEUTRAL:
            keep[n & 1023] = (n,)
        other.set()


async def main():
    keep = [None] * 1024
    a, b = asyncio.Event(), asyncio.Event()
    task = asyncio.create_task(side(b, a, ROUNDS, keep))
    await asyncio.sleep_ms(0)
    a.set()
    start = clock()
    await side(a, b, ROUNDS, keep)
    await task
    figure(clock() - start, 2 * (ROUNDS // 4 * 4))


asyncio.run(main())
