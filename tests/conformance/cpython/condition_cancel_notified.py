# Oracle: CPython 3.13
# Features: sync
# A notification that a cancelled waiter has not seen goes to the next one.
import asyncio


async def waiter(name, condition):
    async with condition:
        try:
            print(name, await condition.wait())
        except asyncio.CancelledError:
            print(name, "cancelled")
            raise


async def main():
    condition = asyncio.Condition()
    tasks = [asyncio.create_task(waiter(f"waiter {i}", condition)) for i in range(3)]
    await asyncio.sleep(0)
    async with condition:
        condition.notify()
        tasks[0].cancel()
    await asyncio.sleep(0.01)
    print([task.done() for task in tasks])
    async with condition:
        condition.notify()
    await asyncio.gather(*tasks, return_exceptions=True)


asyncio.run(main())
