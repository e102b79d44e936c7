# Oracle: CPython
# Cancelling a task that waits for a task cancels the innermost one; each may turn it into a result.
import asyncio


async def inner(swallow):
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        print("inner cancelled")
        if not swallow:
            raise
    return "inner result"


async def outer(task):
    try:
        return await task
    except asyncio.CancelledError:
        print("outer cancelled")
        raise


async def main():
    for swallow in (False, True):
        task = asyncio.create_task(inner(swallow))
        middle = asyncio.create_task(outer(task))
        top = asyncio.create_task(outer(middle))
        for _ in range(3):
            await asyncio.sleep(0)
        print(top.cancel())
        try:
            print("top gives", await top)
        except asyncio.CancelledError:
            print("top cancelled")
        print(task.done(), middle.done(), top.done())


asyncio.run(main())
