# Oracle: CPython
# Features: task-api
# A task that cancels itself: the error comes at its next await that suspends.
import asyncio


async def at_next_await():
    me = asyncio.current_task()
    print(me.cancel(), me.cancelling())
    print("goes on")
    try:
        await asyncio.sleep(0)
    except asyncio.CancelledError:
        print("arrived")
        raise


async def returns_before():
    asyncio.current_task().cancel()
    return 1


async def raises_before():
    asyncio.current_task().cancel()
    raise ValueError("first")


async def survives():
    asyncio.current_task().cancel()
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        pass
    await asyncio.sleep(0)
    return asyncio.current_task().uncancel()


async def main():
    for coro in at_next_await(), returns_before(), raises_before(), survives():
        task = asyncio.create_task(coro)
        try:
            print("value", await task)
        except (ValueError, asyncio.CancelledError) as error:
            print(type(error).__name__, task.cancelled())


asyncio.run(main())
