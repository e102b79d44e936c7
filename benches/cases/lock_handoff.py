# Two tasks hand a lock to each other; one hand-off, with the turn that its holder gives away.
import asyncio


async def side(lock, rounds, keep):
    for n in range(rounds):
        await lock.acquire()
        if NEUTRAL and not n & 3:
            keep[n >> 2 & 1023] = (n,)
        await asyncio.sleep_ms(0)
        lock.release()


async def main():
    keep = [None] * 1024
    lock = asyncio.Lock()
    start = clock()
    task = asyncio.create_task(side(lock, ROUNDS, keep))
    await side(lock, ROUNDS, keep)
    await task
    figure(clock() - start, 2 * ROUNDS)


asyncio.run(main())
