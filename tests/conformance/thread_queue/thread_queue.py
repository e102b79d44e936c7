# Oracle: reasoned: neither stock nor CPython has ThreadSafeQueue
# Features: thread-queue
# Items leave in the order in which they were put; a getter waits for an item, a putter for room; a lossy queue drops the oldest.
import asyncio


def try_(fun, *args):
    try:
        return fun(*args)
    except Exception as exc:
        return type(exc).__name__


def state(queue):
    return queue.qsize(), queue.empty(), queue.full(), queue.dropped()


async def get(queue, name):
    try:
        print(name, "got", await queue.get())
    except asyncio.CancelledError:
        print(name, "cancelled")
        raise


async def put(queue, item):
    await queue.put(item)
    print("put", item)


async def main():
    queue = asyncio.ThreadSafeQueue(2)
    print(state(queue))
    print(try_(queue.get_nowait))
    queue.put_nowait("a")
    print(state(queue))
    queue.put_nowait(None)
    print(try_(queue.put_nowait, "c"), state(queue))
    print(queue.get_nowait(), await queue.get(), state(queue))

    print("getters in their order")
    tasks = [asyncio.create_task(get(queue, name)) for name in "ABC"]
    await asyncio.sleep(0)
    queue.put_nowait(1)
    queue.put_nowait(2)
    await asyncio.sleep(0)
    queue.put_nowait(3)
    await asyncio.gather(*tasks)

    print("putters in their order")
    tasks = [asyncio.create_task(put(queue, item)) for item in range(5)]
    await asyncio.sleep(0)
    print(state(queue), [task.done() for task in tasks])
    for _ in range(5):
        print("took", queue.get_nowait())
        await asyncio.sleep(0)
    await asyncio.gather(*tasks)
    print(state(queue))

    print("async for")
    queue = asyncio.ThreadSafeQueue(size=3)

    async def feed():
        for item in range(6):
            await queue.put(item)
        await queue.put(None)

    task = asyncio.create_task(feed())
    async for item in queue:
        if item is None:
            break
        print(item, end=" ")
    print()
    await task

    print("lossy")
    queue = asyncio.ThreadSafeQueue(3, lossy=True)
    for item in range(10):
        queue.put_nowait(item)
    print(state(queue))
    await queue.put(10)
    print([queue.get_nowait() for _ in range(3)], state(queue))


asyncio.run(main())
