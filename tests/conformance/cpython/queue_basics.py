# Oracle: CPython
# Features: queue
# What a Queue says of itself, and what it does at its limits.
import asyncio


def failure(function, *args):
    try:
        function(*args)
    except Exception as error:
        return type(error).__name__
    return "none"


async def main():
    queue = asyncio.Queue(maxsize=2)
    print(queue.maxsize, queue.qsize(), queue.empty(), queue.full())
    print(failure(queue.get_nowait))
    print(await queue.put("a"))
    queue.put_nowait("b")
    print(queue.qsize(), queue.empty(), queue.full())
    print(failure(queue.put_nowait, "c"))
    print(await queue.get(), queue.get_nowait())
    print(queue.qsize(), queue.empty(), queue.full())

    endless = asyncio.Queue()
    print(endless.maxsize, endless.full())
    for number in range(50):
        endless.put_nowait(number)
        if number % 3 == 0:
            print(endless.get_nowait(), end=" ")
    print(endless.qsize())
    print([endless.get_nowait() for _ in range(endless.qsize())])

    print(issubclass(asyncio.QueueEmpty, Exception), issubclass(asyncio.QueueFull, Exception))
    lifo = asyncio.LifoQueue(3)
    print(isinstance(lifo, asyncio.Queue), isinstance(lifo, asyncio.PriorityQueue), isinstance(queue, asyncio.LifoQueue), lifo.maxsize)

    class Logged(asyncio.PriorityQueue):
        def put_nowait(self, item):
            print("put", item)
            super().put_nowait(item)

    logged = Logged(maxsize=2)
    logged.put_nowait(2)
    logged.put_nowait(1)
    print(logged.full(), await logged.get(), isinstance(logged, asyncio.Queue))


asyncio.run(main())
