# Oracle: CPython
# An Event is no awaitable: only what wait() returns is one, and each of those can be awaited once.
import asyncio


async def refused(what):
    try:
        await what
    except TypeError:
        return "TypeError"
    return "awaited"


def task_of(what):
    try:
        asyncio.create_task(what).cancel()
    except TypeError:
        return "TypeError"
    return "task"


async def waits(event):
    return await event.wait()


async def gathered(what):
    for call in (asyncio.gather, lambda what: asyncio.wait_for(what, 1)):
        try:
            await call(what)
        except TypeError:
            print("TypeError")


class MyEvent(asyncio.Event):
    pass


async def main():
    for event in (asyncio.Event(), MyEvent()):
        print(await refused(event), task_of(event), event.is_set())
        event.set()
        print(await refused(event), await event.wait(), await refused(event), task_of(event))
        event.clear()

        # Tasks that wait.
        waiters = [asyncio.create_task(waits(event)) for _ in range(3)]
        await asyncio.sleep(0)
        print(await refused(event), task_of(event))
        event.set()
        print(await refused(event), await asyncio.gather(*waiters), await refused(event))
        event.clear()

    event = asyncio.Event()
    await gathered(event)

    # What wait() returns is awaited later, and by tasks of its own.
    first, second = event.wait(), event.wait()
    event.set()
    print(await first, await second, await refused(event))
    event.clear()
    both = asyncio.gather(event.wait(), event.wait())
    await asyncio.sleep(0)
    event.set()
    print(await both, await refused(event))
    event.clear()

    # Cancelled and timed out.
    waiter = asyncio.create_task(waits(event))
    await asyncio.sleep(0)
    waiter.cancel()
    [cancelled] = await asyncio.gather(waiter, return_exceptions=True)
    print(type(cancelled).__name__, await refused(event))
    try:
        await asyncio.wait_for(event.wait(), 0.01)
    except asyncio.TimeoutError:
        print("TimeoutError", await refused(event))

    # More waits at once than a byte counts.
    waits_to_come = [event.wait() for _ in range(300)]
    event.set()
    results = []
    for wait in waits_to_come:
        results.append(await wait)
    print(results == [True] * 300)


asyncio.run(main())
