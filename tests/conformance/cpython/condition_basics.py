# Oracle: CPython
# Features: sync
# Condition: wait, wait_for, notify, notify_all, its lock, and what is an error.
import asyncio


async def waiter(name, condition):
    async with condition:
        print(name, "waits")
        print(name, await condition.wait(), condition.locked())
        await asyncio.sleep(0)
        print(name, "done")


async def consumer(condition, items):
    async with condition:
        result = await condition.wait_for(lambda: items)
        print("consumer", result, items.pop())


async def main():
    condition = asyncio.Condition()
    print(condition.locked(), await condition.acquire(), condition.locked(), condition.release(), condition.locked())
    for call in (condition.notify, condition.notify_all):
        try:
            call()
        except RuntimeError as error:
            print("RuntimeError", error)
    try:
        await condition.wait()
    except RuntimeError as error:
        print("RuntimeError", error)

    tasks = [asyncio.create_task(waiter(f"waiter {i}", condition)) for i in range(5)]
    await asyncio.sleep(0)
    async with condition:
        condition.notify()
        print("notified one")
    await asyncio.sleep(0.01)
    async with condition:
        condition.notify(n=2)
        print("notified two")
    await asyncio.sleep(0.01)
    async with condition:
        condition.notify_all()
        await asyncio.sleep(0.01)
        print("notified all, and still holds the lock")
    await asyncio.gather(*tasks)

    items = []
    task = asyncio.create_task(consumer(condition, items))
    await asyncio.sleep(0)
    for nothing_yet in (True, False):
        async with condition:
            if not nothing_yet:
                items.append("item")
            condition.notify_all()
        await asyncio.sleep(0.01)
        print("consumer done", task.done())

    async with condition:
        print(await condition.wait_for(lambda: "at once"))
    lock = asyncio.Lock()
    shared = asyncio.Condition(lock)
    async with lock:
        print("shared lock", shared.locked())
        shared.notify()


asyncio.run(main())
