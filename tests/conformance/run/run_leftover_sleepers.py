# Oracle: stock
# A sleeper and a waiter left over from one run are served in the next.
import asyncio


async def sleeper(ms):
    await asyncio.sleep_ms(ms)
    print("slept", ms)


async def waiter(event):
    await event.wait()
    print("event seen")


async def first(event):
    asyncio.create_task(sleeper(80))
    asyncio.create_task(sleeper(40))
    asyncio.create_task(waiter(event))
    await asyncio.sleep_ms(0)
    print("first ends")


async def second(event):
    event.set()
    await asyncio.sleep_ms(160)
    print("second ends")


event = asyncio.Event()
asyncio.run(first(event))
asyncio.run(second(event))
