# Oracle: stock
# Features: compat
# What coro, data, state and ph_key of a task show through its life; third-party code reads them.
import asyncio
from asyncio import core


async def give():
    await asyncio.sleep_ms(0)
    return "value"


async def fail():
    raise ValueError("failure")


async def sleeper():
    await asyncio.sleep_ms(10000)


def show(when, task):
    data = task.data
    print(when, "state", task.state, "data", type(data).__name__, getattr(data, "args", None), getattr(data, "value", None))


async def main():
    core.Loop.set_exception_handler(lambda loop, context: print("handler", context["exception"].args))
    coro = give()
    task = asyncio.create_task(coro)
    print("coro", task.coro is coro)
    show("created", task)
    await asyncio.sleep_ms(0)
    show("started", task)
    await asyncio.sleep_ms(0)
    await asyncio.sleep_ms(0)
    show("done, not awaited", task)
    await task
    show("done, awaited", task)
    print("coro", task.coro is coro)

    task = asyncio.create_task(fail())
    await asyncio.sleep_ms(0)
    await asyncio.sleep_ms(0)
    await asyncio.sleep_ms(0)
    show("failed", task)
    try:
        await task
    except ValueError:
        show("failed, awaited", task)

    task = asyncio.create_task(sleeper())
    await asyncio.sleep_ms(0)
    print("deadline ahead", 9000 < core.ticks_diff(task.ph_key, core.ticks()) <= 10000)
    task.cancel()
    await asyncio.sleep_ms(0)
    show("cancelled", task)


asyncio.run(main())
