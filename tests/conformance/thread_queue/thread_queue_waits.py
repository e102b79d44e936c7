# Oracle: reasoned: neither stock nor CPython has ThreadSafeQueue
# Features: thread-queue
# A woken task that is cancelled passes its wake on; a wait may end early; a getter that was overtaken waits again.
import asyncio


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
    print("a getter is cancelled before its turn")
    tasks = [asyncio.create_task(get(queue, name)) for name in "AB"]
    await asyncio.sleep(0)
    queue.put_nowait(1)
    tasks[0].cancel()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    print([task.done() for task in tasks], state(queue))

    print("a putter is cancelled before its turn")
    queue = asyncio.ThreadSafeQueue(1)
    queue.put_nowait(0)
    tasks = [asyncio.create_task(put(queue, item)) for item in (1, 2)]
    await asyncio.sleep(0)
    print(queue.get_nowait())
    tasks[0].cancel()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    print([task.done() for task in tasks], queue.get_nowait())

    print("another task takes the item first")
    task = asyncio.create_task(get(queue, "A"))
    await asyncio.sleep(0)
    queue.put_nowait(1)
    print(queue.get_nowait())
    await asyncio.sleep(0)
    print(task.done())
    queue.put_nowait(2)
    await task

    print("a getter that was woken for nothing keeps its place")
    queue = asyncio.ThreadSafeQueue(4)
    tasks = [asyncio.create_task(get(queue, name)) for name in "ABCDE"]
    await asyncio.sleep(0)
    for item in (1, 2):
        queue.put_nowait(item)
        # A new task goes behind those that the item wakes. The second item wakes one more than it is for.
        asyncio.create_task(asyncio.sleep(0))
    for item in (3, 4, 5):
        await asyncio.sleep_ms(5)
        queue.put_nowait(item)
    await asyncio.gather(*tasks)

    print("waits that end early")
    for wait in (queue.get(), asyncio.wait_for(queue.get(), 0.01)):
        task = asyncio.create_task(wait) if wait is queue else wait
        try:
            await asyncio.wait_for(task, 0.01)
        except asyncio.TimeoutError:
            print("timeout")
    print(state(queue))


asyncio.run(main())
