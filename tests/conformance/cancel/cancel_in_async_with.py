# Oracle: CPython
# A lock held by `async with` is released when its holder is cancelled.
import asyncio


async def holder(lock):
    async with lock:
        print("holding")
        await asyncio.sleep(10)


async def main():
    lock = asyncio.Lock()
    task = asyncio.create_task(holder(lock))
    await asyncio.sleep(0)
    print(lock.locked())
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("cancelled")
    print(lock.locked())
    async with lock:
        print("free again", lock.locked())


asyncio.run(main())
