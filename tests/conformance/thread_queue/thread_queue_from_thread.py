# Oracle: reasoned: neither stock nor CPython has ThreadSafeQueue
# Features: thread-queue
# Another thread sends 100,000 items through a short queue while the collector runs; none is lost, all are in order. Then the
# same in the other direction.
import asyncio
import gc

try:
    import _thread
except ImportError:
    print("SKIP: this port has no threads")
    raise SystemExit
import time

ITEMS = 100000
SIZE = 50


# Not empty once the program is over: a thread does not outlive it.
over = []


def send(queue):
    for number in range(ITEMS):
        # Objects of the heap, which only the queue refers to.
        item = (number,)
        while not over:
            try:
                queue.put_nowait(item)
                break
            except asyncio.QueueFull:
                time.sleep_us(10)


def receive(queue, seen):
    while seen[0] < ITEMS and not over:
        try:
            item = queue.get_nowait()
        except asyncio.QueueEmpty:
            time.sleep_us(10)
            continue
        seen[1] += item[0] != seen[0]
        seen[0] += 1


async def collector():
    while True:
        gc.collect()
        await asyncio.sleep_ms(2)


async def main():
    task = asyncio.create_task(collector())
    queue = asyncio.ThreadSafeQueue(SIZE)
    _thread.start_new_thread(send, (queue,))
    wrong = 0
    for number in range(ITEMS):
        wrong += (await queue.get())[0] != number
    print("from a thread: wrong", wrong, "left", queue.qsize())

    seen = [0, 0]
    _thread.start_new_thread(receive, (queue, seen))
    for number in range(ITEMS):
        await queue.put((number,))
    while seen[0] < ITEMS:
        await asyncio.sleep_ms(1)
    print("to a thread: wrong", seen[1], "left", queue.qsize())
    task.cancel()


try:
    asyncio.run(main())
finally:
    over.append(True)
