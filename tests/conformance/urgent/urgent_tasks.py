# Oracle: reasoned: neither stock nor CPython has priorities
# Features: priority
# An urgent task runs before all ready ones with less, within the round too; equal ones run in the order in which they became ready.
import asyncio
import time

order = []


async def work(name, turns=1):
    for _ in range(turns):
        order.append(name)
        await asyncio.sleep_ms(0)


def show(what):
    print(what, " ".join(order))
    order.clear()


async def created():
    create = asyncio.create_task
    tasks = [create(work("a")), create(work("b2"), priority=2), create(work("c1"), priority=1)]
    tasks += [
        create(work("d")),
        create(work("e2"), priority=2),
        create(work("f1"), priority=1),
        create(work("g3"), priority=3),
    ]
    for task in tasks:
        await task
    show("created:")
    print([task.priority for task in tasks])


# A task in the middle of a round makes an urgent one ready: it runs before the rest of the round.
async def in_a_round():
    event = asyncio.Event()

    async def urgent():
        await event.wait()
        order.append("urgent")

    async def setter():
        order.append("set")
        event.set()

    waits = asyncio.create_task(urgent(), priority=1)
    await asyncio.sleep_ms(0)
    tasks = [
        asyncio.create_task(coro) for coro in (work("before"), setter(), work("after", 2), work("after"))
    ]
    for task in tasks:
        await task
    await waits
    show("in a round:")


# The others have no turn while an urgent task has something to do.
async def keeps_its_turn():
    other = asyncio.create_task(work("other", 2))
    await asyncio.create_task(work("urgent", 3), priority=1)
    await other
    show("keeps its turn:")


async def changed():
    low, high = asyncio.create_task(work("low", 2)), asyncio.create_task(work("high", 2))
    high.priority = 5
    print(low.priority, high.priority)
    await high
    show("raised while ready:")
    low.priority = 5
    other = asyncio.create_task(work("other"), priority=4)
    low.priority = 0
    await other
    await low
    show("lowered while ready:")
    print(other.priority, high.done(), high.priority)


async def asleep():
    async def sleeper(name):
        await asyncio.sleep_ms(20)
        order.append(name)

    tasks = [asyncio.create_task(sleeper(name)) for name in "abcd"]
    tasks[1].priority = 1
    await asyncio.sleep_ms(0)
    tasks[2].priority = 2
    tasks[1].priority = 0
    tasks[3].priority = 1
    # All are due when the next turn begins.
    time.sleep_ms(40)
    for task in tasks:
        await task
    show("asleep:")


async def cancelled():
    async def sleeper(name):
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError:
            order.append(name)

    tasks = [asyncio.create_task(sleeper("low")), asyncio.create_task(sleeper("high"), priority=1)]
    await asyncio.sleep_ms(0)
    for task in tasks:
        task.cancel()
    for task in tasks:
        await task
    show("cancelled:")


# A task that fails is reported behind those that are ready: the task that awaits it comes first.
async def failed():
    async def fails():
        order.append("fails")
        raise ValueError

    task = asyncio.create_task(fails(), priority=9)
    await asyncio.sleep_ms(0)
    try:
        await task
    except ValueError:
        order.append("caught")
    show("failed:")


async def main():
    print(asyncio.current_task().priority)
    for part in (created, in_a_round, keeps_its_turn, changed, asleep, cancelled, failed):
        await part()


asyncio.run(main())
