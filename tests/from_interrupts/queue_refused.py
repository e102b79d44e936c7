# Features: queue, thread-queue
# A Queue refuses an interrupt, and a ThreadSafeQueue tells one that it is full or empty. Both go on.
import asyncio
import machine

safe = asyncio.ThreadSafeQueue(1)
queue = asyncio.Queue()
seen = [None] * 4


def strike(timer):
    try:
        queue.put_nowait(1)
    except RuntimeError:
        seen[0] = "refused"
    try:
        queue.get_nowait()
    except RuntimeError:
        seen[1] = "refused"
    try:
        safe.get_nowait()
    except asyncio.QueueEmpty:
        seen[2] = "empty"
    safe.put_nowait(1)
    try:
        safe.put_nowait(2)
    except asyncio.QueueFull:
        seen[3] = "full"


async def main():
    timer = machine.Timer(-1, mode=machine.Timer.ONE_SHOT, period=5, callback=strike, hard=True)
    print(await safe.get(), seen)
    timer.deinit()
    queue.put_nowait(2)
    print(await queue.get(), safe.qsize(), queue.qsize())


asyncio.run(main())
