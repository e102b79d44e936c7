# Oracle: CPython
# Features: sync
# A cancelled waiter holds the lock again before it goes on, whenever the cancellation came.
import asyncio


async def waiter(name, condition, wait_for):
    async with condition:
        try:
            if wait_for:
                await condition.wait_for(lambda: False)
            else:
                print(name, await condition.wait())
        except asyncio.CancelledError:
            print(name, "cancelled, holds the lock:", condition.locked())
            raise


async def main():
    for wait_for in (False, True):
        print("-- while it waits to be notified")
        condition = asyncio.Condition()
        task = asyncio.create_task(waiter("a", condition, wait_for))
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        print(condition.locked())

        print("-- while somebody else holds the lock")
        task = asyncio.create_task(waiter("b", condition, wait_for))
        await asyncio.sleep(0)
        await condition.acquire()
        task.cancel()
        await asyncio.sleep(0.01)
        print("done", task.done())
        condition.release()
        await asyncio.gather(task, return_exceptions=True)
        print(condition.locked())

        print("-- while it waits for the lock, twice")
        task = asyncio.create_task(waiter("c", condition, wait_for))
        await asyncio.sleep(0)
        await condition.acquire()
        condition.notify()
        await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.sleep(0.01)
        print("done", task.done())
        condition.release()
        await asyncio.gather(task, return_exceptions=True)
        print(condition.locked())

        print("-- when it has got the lock but not its turn")
        task = asyncio.create_task(waiter("d", condition, wait_for))
        await asyncio.sleep(0)
        await condition.acquire()
        condition.notify()
        await asyncio.sleep(0.01)
        condition.release()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        print(condition.locked())

    print("-- time-out")
    async with condition:
        try:
            await asyncio.wait_for(condition.wait(), 0.01)
        except asyncio.TimeoutError:
            print("not notified; holds the lock:", condition.locked())


asyncio.run(main())
