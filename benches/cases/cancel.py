# Making a task, letting it go to sleep, cancelling and awaiting it.
import asyncio


async def sleeper():
    await asyncio.sleep_ms(100000)


async def main():
    keep = [None] * 1024
    start = clock()
    for n in range(ROUNDS):
        if NEUTRAL and not n & 3:
            keep[n >> 2 & 1023] = (n,)
        task = asyncio.create_task(sleeper())
        await asyncio.sleep_ms(0)
        task.cancel()
        try:
            await task
        except asyncio.CancelledError:
            pass
    figure(clock() - start, ROUNDS)


asyncio.run(main())
