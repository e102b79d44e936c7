# Oracle: CPython
# acquire gives True, locked tells, release needs a held lock, and anyone may release.
import asyncio


async def main():
    lock = asyncio.Lock()
    print(lock.locked(), await lock.acquire(), lock.locked())
    lock.release()
    print(lock.locked())
    for _ in range(2):
        try:
            lock.release()
        except RuntimeError:
            print("RuntimeError", lock.locked())
    async with lock as got:
        print("inside", lock.locked(), type(got) is type(lock))
    try:
        async with lock:
            raise ValueError("inside")
    except ValueError:
        print("ValueError", lock.locked())
    await lock.acquire()
    task = asyncio.create_task(free(lock))
    await lock.acquire()
    print("taken over", lock.locked())
    lock.release()
    await task


async def free(lock):
    lock.release()


asyncio.run(main())
