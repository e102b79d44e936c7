# Oracle: stock
# Releasing a lock that is being handed over is an error.
import asyncio


async def waiter(lock):
    await lock.acquire()
    print("waiter has it")
    lock.release()


async def main():
    lock = asyncio.Lock()
    await lock.acquire()
    task = asyncio.create_task(waiter(lock))
    await asyncio.sleep_ms(0)
    lock.release()
    try:
        lock.release()
    except RuntimeError:
        print("RuntimeError")
    await task


asyncio.run(main())
