# Repairs: a task cannot cancel itself. Fails on stock.
# Oracle: CPython
# Self-cancellation: CancelledError comes at the next await that suspends; ending before counts as cancelled.
import asyncio


async def at_next_await():
    print(asyncio.current_task().cancel())
    print("goes on")
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        print("cancelled at the await")
        raise


async def ends_before():
    asyncio.current_task().cancel()
    return "never seen"


async def swallows():
    asyncio.current_task().cancel()
    try:
        await asyncio.sleep(0)
    except asyncio.CancelledError:
        print("swallowed")
    await asyncio.sleep(0)
    return "result"


async def passes_set_event():
    event = asyncio.Event()
    event.set()
    asyncio.current_task().cancel()
    await event.wait()
    print("an await that does not suspend passes")
    await asyncio.sleep(0)
    print("never printed")


async def main():
    for function in (at_next_await, ends_before, swallows, passes_set_event):
        try:
            print(await asyncio.create_task(function()))
        except asyncio.CancelledError:
            print(function.__name__, "cancelled")


asyncio.run(main())
