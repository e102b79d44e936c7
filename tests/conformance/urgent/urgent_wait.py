# Oracle: reasoned: neither stock nor CPython has priorities
# Features: priority, event-flags
# wait(priority=True): the task runs before all that are ready when it goes on, and then is as before.
import asyncio

order = []


async def others(name, turns):
    for _ in range(turns):
        order.append(name)
        await asyncio.sleep_ms(0)


async def waiter(name, wait):
    order.append((name, await wait()))
    await asyncio.sleep_ms(0)
    order.append(name + " again")


async def setter(source_set):
    order.append("set")
    source_set()


async def try_it(name, wait, source_set):
    task = asyncio.create_task(waiter(name, wait))
    await asyncio.sleep_ms(0)
    tasks = [asyncio.create_task(coro) for coro in (setter(source_set), others("x", 3), others("y", 3))]
    for other in tasks:
        await other
    await task
    for item in order:
        print(item, end=" ")
    print()
    order.clear()


async def main():
    for source in (asyncio.Event(), asyncio.ThreadSafeFlag()):
        name = type(source).__name__
        await try_it(name, source.wait, source.set)
        source.clear()
        await try_it(name, lambda source=source: source.wait(priority=True), source.set)
        source.clear()
        await try_it(name, lambda source=source: source.wait(priority=False), source.set)
        source.clear()
    flags = asyncio.EventFlags()
    await try_it("EventFlags", lambda: flags.wait_any(1, clear=True), lambda: flags.set(1))
    await try_it("EventFlags", lambda: flags.wait_any(1, True, priority=True), lambda: flags.set(1))
    await try_it("EventFlags", lambda: flags.wait_all(3, clear=True, priority=True), lambda: flags.set(3))

    # What is set already is not waited for: the next wait of the task is an ordinary one.
    event = asyncio.Event()

    async def set_already():
        event.set()
        await event.wait(priority=True)
        event.clear()
        await event.wait()
        return True

    await try_it("not again", set_already, event.set)

    async def flags_already():
        flags.set(1)
        await flags.wait_any(1, clear=True, priority=True)
        return await flags.wait_any(2)

    await try_it("not again", flags_already, lambda: flags.set(2))

    # In a wait_for the wait has a task of its own, and so has no part in the caller's urgency.
    flag = asyncio.ThreadSafeFlag()
    await try_it("wait_for", lambda: asyncio.wait_for(flag.wait(priority=True), 10), flag.set)


asyncio.run(main())
