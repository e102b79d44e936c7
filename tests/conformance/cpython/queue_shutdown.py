# Oracle: CPython 3.13
# Features: queue
# shutdown(): who waits is told, what is in the queue can be taken out, unless at once.
import asyncio


def failure(function, *args):
    try:
        function(*args)
    except Exception as error:
        return type(error).__name__
    return "none"


async def attempt(name, awaitable):
    try:
        print(name, await awaitable)
    except asyncio.QueueShutDown:
        print(name, "QueueShutDown")


async def main():
    queue = asyncio.Queue(1)
    tasks = [asyncio.create_task(attempt(f"getter {i}", queue.get())) for i in range(2)]
    await asyncio.sleep(0)
    queue.shutdown()
    await asyncio.gather(*tasks)
    print(failure(queue.put_nowait, 1), failure(queue.get_nowait))
    await attempt("put", queue.put(1))

    queue = asyncio.Queue(1)
    queue.put_nowait("kept")
    tasks = [asyncio.create_task(attempt(f"putter {i}", queue.put(i))) for i in range(2)]
    await asyncio.sleep(0)
    queue.shutdown()
    await asyncio.gather(*tasks)
    print(queue.qsize(), await queue.get(), failure(queue.get_nowait))
    queue.task_done()
    await queue.join()
    print("joined")

    queue = asyncio.PriorityQueue()
    for item in (3, 1, 2):
        queue.put_nowait(item)
    queue.get_nowait()
    task = asyncio.create_task(attempt("join", queue.join()))
    await asyncio.sleep(0)
    queue.shutdown(immediate=True)
    print(queue.qsize(), failure(queue.get_nowait))
    await asyncio.sleep(0)
    queue.task_done()
    await task


asyncio.run(main())
