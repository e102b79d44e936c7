# Oracle: stock
# A cancelled task that is ready keeps its place; one that sleeps or waits goes behind the ready ones.
import asyncio


async def ready(name):
    try:
        while True:
            await asyncio.sleep_ms(0)
    except asyncio.CancelledError:
        print("ready", name, "cancelled")


async def busy(name):
    for turn in range(3):
        print("busy", name, turn)
        await asyncio.sleep_ms(0)


async def sleeper():
    try:
        await asyncio.sleep_ms(10000)
    except asyncio.CancelledError:
        print("sleeper cancelled")


async def waiter(event):
    try:
        await event.wait()
    except asyncio.CancelledError:
        print("waiter cancelled")


async def main():
    event = asyncio.Event()
    tasks = [asyncio.create_task(sleeper()), asyncio.create_task(waiter(event))]
    tasks.append(asyncio.create_task(ready("a")))
    await asyncio.sleep_ms(0)
    tasks.append(asyncio.create_task(busy("x")))
    tasks.append(asyncio.create_task(ready("b")))
    tasks.append(asyncio.create_task(busy("y")))
    await asyncio.sleep_ms(0)
    print("cancel")
    for i in (4, 1, 0, 2):
        tasks[i].cancel()
    for task in tasks:
        await task


asyncio.run(main())
