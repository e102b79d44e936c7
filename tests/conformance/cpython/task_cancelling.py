# Oracle: CPython
# Features: task-api
# cancelling() counts the requests to stop, uncancel() takes one back.
import asyncio


async def stubborn():
    me = asyncio.current_task()
    for _ in range(3):
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError:
            print("  asked", me.cancelling())
    print("  uncancel", me.uncancel(), me.uncancel(), me.uncancel(), me.uncancel())
    return "through"


async def main():
    task = asyncio.create_task(stubborn())
    await asyncio.sleep(0)
    print(task.cancelling())
    for _ in range(3):
        print(task.cancel(), task.cancelling())
        await asyncio.sleep(0.04)
    print(await task, task.cancelling(), task.cancelled())
    print(task.cancel(), task.cancelling())

    twice = asyncio.create_task(asyncio.sleep(10))
    await asyncio.sleep(0)
    print(twice.cancel(), twice.cancel(msg="why"), twice.cancelling())
    try:
        await twice
    except asyncio.CancelledError:
        print("cancelled", twice.cancelled())

    never_started = asyncio.create_task(stubborn())
    print(never_started.cancel(), never_started.cancelled())
    await asyncio.sleep(0)
    print(never_started.cancelled(), never_started.done())


asyncio.run(main())
