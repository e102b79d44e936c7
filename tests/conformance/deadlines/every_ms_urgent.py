# Oracle: reasoned: neither stock nor CPython has every_ms()
# Features: deadlines, priority
# every_ms(period, priority=True): a tick that is due comes before all tasks that are ready, also one that is late.
import asyncio
import time

order = []


async def others(name, turns):
    for _ in range(turns):
        order.append(name)
        await asyncio.sleep_ms(0)


async def late():
    # The next tick is due when it ends.
    time.sleep_ms(80)
    order.append("late")


async def ticker(**how):
    async for _ in asyncio.every_ms(50, **how):
        order.append("TICK")
        await asyncio.sleep_ms(0)
        order.append("again")
        break


async def try_it(**how):
    task = asyncio.create_task(ticker(**how))
    await asyncio.sleep_ms(0)
    for other in [asyncio.create_task(coro) for coro in (late(), others("x", 4), others("y", 4))]:
        await other
    await task
    print(*order)
    order.clear()


async def longer_than_a_period(**how):
    async def other():
        while True:
            order.append("other")
            await asyncio.sleep_ms(0)

    task = asyncio.create_task(other())
    count = 0
    async for _ in asyncio.every_ms(1, **how):
        time.sleep_ms(3)
        if count == 0:
            # From here on each tick is late.
            order.clear()
        order.append("TICK")
        count += 1
        if count == 4:
            break
    print(*order)
    task.cancel()
    order.clear()


async def main():
    await try_it()
    await try_it(priority=True)
    await longer_than_a_period()
    await longer_than_a_period(priority=True)
    for wrong in ({"urgent": True}, {"period": 1}):
        try:
            asyncio.every_ms(1, **wrong)
        except TypeError:
            print("TypeError")
    try:
        asyncio.every_ms(1, True)
    except TypeError:
        print("TypeError")


asyncio.run(main())
