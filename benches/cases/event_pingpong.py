# Two tasks wake each other through two events; one wake. A round is eight, so that little of its counting is in the figure.
import asyncio


async def side(mine, other, rounds):
    keep = None
    for n in range(rounds // 8):
        if NEUTRAL:
            keep = (n,)
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
        other.set()
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
        other.set()
    return keep


async def main():
    a, b = asyncio.Event(), asyncio.Event()
    task = asyncio.create_task(side(b, a, ROUNDS))
    await asyncio.sleep_ms(0)
    a.set()
    start = clock()
    await side(a, b, ROUNDS)
    await task
    figure(clock() - start, 2 * (ROUNDS // 8 * 8))


asyncio.run(main())
