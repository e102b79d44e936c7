# Oracle: CPython
# Features: queue
# PriorityQueue and LifoQueue; equal priorities come out in the order that CPython's heapq gives them.
import asyncio


class Job:
    def __init__(self, priority, name):
        self.priority = priority
        self.name = name

    def __lt__(self, other):
        return self.priority < other.priority


async def main():
    queue = asyncio.PriorityQueue()
    for item in (5, 3, 8, 1, 9, 2, 7, 3):
        await queue.put(item)
    while queue.qsize():
        print(await queue.get(), end=" ")
    print()

    seed = 7
    for number in range(40):
        seed = seed * 75 % 65537
        queue.put_nowait(Job(seed % 5, number))
        if number % 4 == 3:
            job = queue.get_nowait()
            print(job.priority, job.name, end=", ")
    print()
    while not queue.empty():
        job = queue.get_nowait()
        print(job.priority, job.name, end=", ")
    print()

    queue.put_nowait((2, "b"))
    queue.put_nowait((1, "z"))
    queue.put_nowait((1, "a"))
    print([queue.get_nowait() for _ in range(3)])

    queue.put_nowait(1)
    try:
        queue.put_nowait("not a number")
    except TypeError:
        print("TypeError", queue.qsize())

    lifo = asyncio.LifoQueue(3)
    for item in "abc":
        lifo.put_nowait(item)
    print(lifo.full(), lifo.get_nowait(), await lifo.get())
    lifo.put_nowait("d")
    print(lifo.get_nowait(), lifo.get_nowait(), lifo.empty())


asyncio.run(main())
