# Oracle: reasoned: neither stock nor CPython has priorities
# Features: priority
# The timeout of an urgent task's wait_for, and the task that it makes, are as urgent as the caller.
import asyncio

order = []


async def others(name, turns):
    for _ in range(turns):
        order.append(name)
        await asyncio.sleep_ms(0)


async def main():
    flag = asyncio.ThreadSafeFlag()

    async def urgent():
        await asyncio.wait_for(flag.wait(), 10)
        order.append("woken")
        try:
            await asyncio.wait_for(flag.wait(), 0.02)
        except asyncio.TimeoutError:
            order.append("timeout")
        order.append(await asyncio.gather(inner("a"), inner("b")))

    async def inner(name):
        await asyncio.sleep_ms(0)
        return name

    async def setter():
        order.append("set")
        flag.set()

    task = asyncio.create_task(urgent(), priority=1)
    await asyncio.sleep_ms(0)
    for other in [asyncio.create_task(coro) for coro in (setter(), others("x", 2), others("y", 2))]:
        await other
    print(order)
    order.clear()
    # The gather lends the priority to what it waits for.
    busy = asyncio.create_task(others("x", 4))
    await asyncio.sleep_ms(50)
    await task
    await busy
    print(order)


asyncio.run(main())
