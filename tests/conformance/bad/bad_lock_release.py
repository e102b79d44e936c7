# Oracle: CPython
# Releasing a lock that nobody holds is a RuntimeError and leaves the lock usable.
import asyncio


async def main():
    lock = asyncio.Lock()
    try:
        lock.release()
    except RuntimeError:
        print("RuntimeError")
    async with lock:
        print(lock.locked())
    try:
        lock.release()
    except RuntimeError:
        print("RuntimeError")
    print(await lock.acquire())


asyncio.run(main())
