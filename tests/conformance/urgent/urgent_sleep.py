# Oracle: reasoned: neither stock nor CPython has priorities
# Features: priority
# sleep_ms(ms, priority=True): the task runs before all that are ready when it is due, and then is as before.
import asyncio
import time

order = []


async def others(name, turns):
    for _ in range(turns):
        order.append(name)
        await asyncio.sleep_ms(0)


async def late():
    # All that sleep are due when it ends.
    time.sleep_ms(80)
    order.append("late")


async def sleeper(sleep):
    await sleep()
    order.append("SLEEPER")
    await asyncio.sleep_ms(0)
    order.append("again")
    await asyncio.sleep_ms(0)


async def beside(task, first):
    tasks = [asyncio.create_task(coro) for coro in (first, others("x", 3), others("y", 3))]
    for other in tasks:
        await other
    await task


def show(name):
    print(name + ":", *order)
    order.clear()


async def try_it(name, sleep):
    task = asyncio.create_task(sleeper(sleep))
    await asyncio.sleep_ms(0)
    await beside(task, late())
    show(name)


async def keeps_its_turn():
    async def worker():
        for _ in range(3):
            order.append("URGENT")
            await asyncio.sleep_ms(0, priority=True)

    await beside(asyncio.create_task(others("z", 1)), worker())
    show("sleep_ms(0)")


async def cancelled():
    async def long_sleeper():
        try:
            await asyncio.sleep(100, priority=True)
        except asyncio.CancelledError:
            order.append("CANCELLED")
        await asyncio.sleep_ms(0)
        order.append("again")

    task = asyncio.create_task(long_sleeper())
    await asyncio.sleep_ms(0)

    async def canceller():
        order.append("cancel")
        task.cancel()

    await beside(task, canceller())
    show("cancelled")


# Another priority that the sleeping task gets is the one that counts, and what it had by its sleep is not lost.
async def changed():
    task = asyncio.create_task(sleeper(lambda: asyncio.sleep_ms(50, priority=True)))
    more = asyncio.create_task(sleeper(lambda: asyncio.sleep_ms(51)))
    await asyncio.sleep_ms(0)
    more.priority = 2
    task.priority = 3
    task.priority = 0
    await beside(task, late())
    await more
    show("changed")


def refused(*args, **kwargs):
    for sleep in (asyncio.sleep_ms, asyncio.sleep):
        try:
            sleep(*args, **kwargs)
        except TypeError:
            print("TypeError", end=" ")
        else:
            print("taken", end=" ")


async def main():
    await try_it("usual", lambda: asyncio.sleep_ms(50))
    await try_it("sleep_ms", lambda: asyncio.sleep_ms(50, priority=True))
    await try_it("sleep", lambda: asyncio.sleep(0.05, priority=True))
    await try_it("False", lambda: asyncio.sleep_ms(50, priority=False))
    # Built by one task, awaited by another, while a usual sleep is built and awaited.
    kept = asyncio.sleep_ms(50, priority=True)
    await asyncio.sleep_ms(0)
    await try_it("kept", lambda: kept)
    await keeps_its_turn()
    await cancelled()
    await changed()
    refused()
    refused(priority=True)
    refused(1, True)
    refused(1, urgent=True)
    refused("1", priority=True)
    print()


asyncio.run(main())
