# Oracle: CPython
# Features: task-group
# Groups within groups: failures go outwards as nested ExceptionGroups, cancellations inwards.
import asyncio


def show(error):
    if hasattr(error, "exceptions"):
        return [show(inner) for inner in error.exceptions]
    return f"{type(error).__name__}({error.args[0]})"


async def work(name, delay, error=None):
    try:
        await asyncio.sleep(delay)
        if error:
            raise error
        print(name, "ends")
    except asyncio.CancelledError:
        print(name, "is cancelled")
        raise


async def inner_fails():
    async with asyncio.TaskGroup() as outer:
        outer.create_task(work("outer member", 5))
        async with asyncio.TaskGroup() as inner:
            inner.create_task(work("inner member", 0.04, ValueError("inner")))
            await asyncio.sleep(5)
        print("not reached")


async def outer_fails():
    async with asyncio.TaskGroup() as outer:
        outer.create_task(work("outer member", 0.04, ValueError("outer")))
        async with asyncio.TaskGroup() as inner:
            inner.create_task(work("inner member", 5))
            await asyncio.sleep(5)
        print("not reached")


async def handled_between():
    async with asyncio.TaskGroup() as outer:
        member = outer.create_task(work("outer member", 0.08))
        try:
            async with asyncio.TaskGroup() as inner:
                inner.create_task(work("inner member", 0.04, ValueError("inner")))
                await asyncio.sleep(5)
        except ExceptionGroup as error:
            print("handled", show(error), asyncio.current_task().cancelling())
        print("outer body goes on", member.done())
    print("outer ends")


async def both_fail():
    async with asyncio.TaskGroup() as outer:
        outer.create_task(work("outer member", 0.04, ValueError("outer")))
        async with asyncio.TaskGroup() as inner:
            inner.create_task(work("inner member", 0.04, KeyError("inner")))
            await asyncio.sleep(5)


async def group_in_a_member():
    async def member():
        async with asyncio.TaskGroup() as tg:
            tg.create_task(work("deep", 0.04, ValueError("deep")))
            tg.create_task(work("deep too", 5))

    async with asyncio.TaskGroup() as tg:
        tg.create_task(member())
        tg.create_task(work("beside", 5))


async def main():
    for body in inner_fails, outer_fails, handled_between, both_fail, group_in_a_member:
        print(body.__name__)
        task = asyncio.create_task(body())
        try:
            await task
        except ExceptionGroup as error:
            print("  raises", show(error))


asyncio.run(main())
