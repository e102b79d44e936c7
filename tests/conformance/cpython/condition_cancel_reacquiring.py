# Oracle: CPython 3.13
# Features: sync
# A notified task that is cancelled while it waits for the lock hands its notification on when it has the lock.
import asyncio


async def waiter(name, condition):
    async with condition:
        try:
            print(name, await condition.wait())
        except asyncio.CancelledError:
            print(name, "cancelled", condition.locked())
            raise


async def rounds(count):
    for _ in range(count):
        await asyncio.sleep(0)


async def scenario(cancels):
    condition = asyncio.Condition()
    tasks = [asyncio.create_task(waiter(name, condition)) for name in "abc"]
    await rounds(2)
    async with condition:
        condition.notify()
        for before in cancels:
            await rounds(before)
            tasks[0].cancel()
        await rounds(2)
        # Waits only when the notification is on its way.
        tasks.append(asyncio.create_task(waiter("d", condition)))
        await rounds(2)
    await asyncio.sleep(0.01)
    print([task.done() for task in tasks])
    async with condition:
        condition.notify_all()
    await asyncio.gather(*tasks, return_exceptions=True)


async def nobody_else():
    condition = asyncio.Condition()
    task = asyncio.create_task(waiter("alone", condition))
    await rounds(2)
    async with condition:
        condition.notify()
        await rounds(2)
        task.cancel()
        late = asyncio.create_task(waiter("late", condition))
        await rounds(2)
    await asyncio.sleep(0.01)
    print(task.done(), late.done())
    late.cancel()
    await asyncio.gather(task, late, return_exceptions=True)


async def main():
    for cancels in ((0,), (1,), (2,), (0, 2), (2, 1), (2, 2, 2)):
        print("--", cancels)
        await scenario(cancels)
    print("-- nobody else")
    await nobody_else()


asyncio.run(main())
