# Oracle: CPython
# Features: queue
# maxsize stays as it was given; 0 and less is no limit.
import asyncio


async def main():
    for maxsize in (-100, -1, 0, 1, 5):
        for kind in (asyncio.Queue, asyncio.PriorityQueue, asyncio.LifoQueue):
            queue = kind(maxsize)
            print(kind.__name__, queue.maxsize, queue.full())
            for item in range(20 if maxsize < 1 else maxsize):
                await queue.put(item)
            print(queue.qsize(), queue.full(), queue.maxsize, [queue.get_nowait() for _ in range(queue.qsize())])


asyncio.run(main())
