# Oracle: CPython
# set() followed by clear() wakes those who waited; a new wait() waits.
import asyncio


async def waiter(name, event, rounds):
    for n in range(rounds):
        await event.wait()
        print("waiter", name, n, event.is_set())


async def main():
    event = asyncio.Event()
    tasks = [asyncio.create_task(waiter(name, event, 2)) for name in "ab"]
    for _ in range(2):
        await asyncio.sleep(0)
        event.set()
        event.clear()
        print("pulse")
        await asyncio.sleep(0)
    for task in tasks:
        await task


asyncio.run(main())
