# Oracle: stock
# During a hand-off locked() is False, and yet nobody else can take the lock.
import asyncio


async def waiter(lock):
    await lock.acquire()
    print("waiter has it", lock.locked())
    await asyncio.sleep_ms(0)
    lock.release()


async def main():
    lock = asyncio.Lock()
    await lock.acquire()
    task = asyncio.create_task(waiter(lock))
    await asyncio.sleep_ms(0)
    print("held", lock.locked())
    lock.release()
    print("handed over", lock.locked())
    await lock.acquire()
    print("main has it", lock.locked(), task.done())
    lock.release()
    await task


asyncio.run(main())
