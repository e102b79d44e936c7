# Oracle: CPython
# Features: all-tasks
# all_tasks(): those that have not ended, wherever they wait.
import asyncio


async def sleeps():
    await asyncio.sleep(5)


async def waits(event):
    await event.wait()


async def holds(lock):
    async with lock:
        await asyncio.sleep(0)


def names():
    return sorted(task.get_name() for task in asyncio.all_tasks())


async def main():
    asyncio.current_task().set_name("main")
    print(names(), asyncio.current_task() in asyncio.all_tasks())
    event, lock = asyncio.Event(), asyncio.Lock()
    await lock.acquire()
    tasks = [
        asyncio.create_task(sleeps(), name="sleeping"),
        asyncio.create_task(waits(event), name="waiting"),
        asyncio.create_task(holds(lock), name="for the lock"),
    ]
    tasks.append(asyncio.create_task(waits(asyncio.Event()), name="ready"))
    print(names())
    await asyncio.sleep(0.04)
    print(names())
    event.set()
    await tasks[1]
    print(names())
    tasks[0].cancel()
    print("still", names())
    await asyncio.sleep(0)
    lock.release()
    await tasks[2]
    print(names())
    tasks[3].cancel()
    await asyncio.sleep(0)
    print(names())


asyncio.run(main())
