# Oracle: CPython
# Features: task-group
# A body that raises: its tasks are cancelled, and its exception is among those of the group.
import asyncio


async def work(name, late_error=None):
    try:
        await asyncio.sleep(5)
    except asyncio.CancelledError:
        print(name, "is cancelled")
        if late_error:
            raise late_error
        raise


async def main():
    me = asyncio.current_task()
    try:
        async with asyncio.TaskGroup() as tg:
            tg.create_task(work("a"))
            await asyncio.sleep(0)
            raise ValueError("the body's")
    except ExceptionGroup as group:
        print(group.message, [(type(e).__name__, e.args) for e in group.exceptions])
    print(me.cancelling())

    try:
        async with asyncio.TaskGroup() as tg:
            tg.create_task(work("a", KeyError("late")))
            await asyncio.sleep(0)
            raise ValueError("the body's")
    except ExceptionGroup as group:
        print([(type(e).__name__, e.args) for e in group.exceptions])

    # One that was never started isn't run.
    try:
        async with asyncio.TaskGroup() as tg:
            task = tg.create_task(work("never started"))
            raise ValueError("at once")
    except ExceptionGroup as group:
        print(len(group.exceptions), task.cancelled())

    # Without any task.
    try:
        async with asyncio.TaskGroup():
            raise ValueError("alone")
    except ExceptionGroup as group:
        print(group, group.exceptions[0].args)

    # A body that raises CancelledError itself, though nobody has cancelled it.
    try:
        async with asyncio.TaskGroup() as tg:
            task = tg.create_task(work("b"))
            await asyncio.sleep(0)
            raise asyncio.CancelledError
    except asyncio.CancelledError:
        print("CancelledError", task.cancelled(), me.cancelling())


asyncio.run(main())
