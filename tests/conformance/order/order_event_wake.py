# Oracle: CPython
# Event.set() wakes its waiters in order of arrival, behind the tasks that are ready already.
import asyncio


async def waiter(name, event):
    print("wait", name)
    await event.wait()
    print("woke", name)


async def busy(name):
    for turn in range(3):
        print("busy", name, turn)
        await asyncio.sleep(0)


async def main():
    event = asyncio.Event()
    waiters = [asyncio.create_task(waiter(i, event)) for i in range(4)]
    await asyncio.sleep(0)
    others = [asyncio.create_task(busy(name)) for name in "xy"]
    event.set()
    late = asyncio.create_task(busy("late"))
    print("set", event.is_set())
    for task in waiters + others + [late]:
        await task


asyncio.run(main())
