# Oracle: CPython
# Features: queue
# A maxsize that is no whole number: the queue is full with one item more.
import asyncio


async def main():
    for maxsize, fits in ((1.3, 2), (2.0, 2), (0.5, 1), (-0.5, 5), (0.0, 5), (float("inf"), 5)):
        queue = asyncio.Queue(maxsize)
        count = 0
        while not queue.full() and count < 5:
            queue.put_nowait(count)
            count += 1
        print(maxsize, count == fits)


asyncio.run(main())
