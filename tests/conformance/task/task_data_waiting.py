# Oracle: stock
# Features: compat
# The data of a task that waits for an Event or a Lock has the `remove` that cancelling code calls.
import asyncio


async def wait_event(event):
    await event.wait()


async def wait_lock(lock):
    await lock.acquire()


async def main():
    event = asyncio.Event()
    lock = asyncio.Lock()
    await lock.acquire()
    for task in (asyncio.create_task(wait_event(event)), asyncio.create_task(wait_lock(lock))):
        await asyncio.sleep_ms(0)
        print(task.data is None, hasattr(task.data, "remove"))
        task.cancel()
        try:
            await task
        except asyncio.CancelledError:
            print("cancelled")


asyncio.run(main())
