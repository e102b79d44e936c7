# Oracle: reasoned: neither stock nor CPython has ThreadSafeQueue
# Features: thread-queue
# Each wrong use is one clear error, and the queue goes on.
import asyncio
import gc


def show(fun, *args, **kwargs):
    try:
        print(type(fun(*args, **kwargs)))
    except Exception as exc:
        print(type(exc).__name__, exc)


show(asyncio.ThreadSafeQueue, 0)
show(asyncio.ThreadSafeQueue, -3)
show(asyncio.ThreadSafeQueue, 4)
try:
    asyncio.ThreadSafeQueue(1 << 26)
    print("too much memory")
except MemoryError as exc:
    print("MemoryError", str(exc).split(",")[0])
gc.collect()
try:
    asyncio.ThreadSafeQueue("4")
except TypeError:
    print("TypeError")
try:
    asyncio.ThreadSafeQueue()
except TypeError:
    print("TypeError")


async def main():
    queue = asyncio.ThreadSafeQueue(1)
    try:
        await queue
    except TypeError as exc:
        print("TypeError", exc)
    queue.put_nowait(1)
    put = queue.put(2)
    print(queue.get_nowait())
    await put
    await put
    print(queue.get_nowait(), queue.qsize())
    queue.put_nowait(3)
    print(await queue.get())


asyncio.run(main())
