# Oracle: CPython
# Features: task-group
# TaskGroup: CPython's example, results, names, groups that are empty or grow while they end.
import asyncio


async def some_coro(value):
    await asyncio.sleep(0.04)
    return value


async def another_coro(value):
    await asyncio.sleep(0.08)
    return value


async def grows(group, depth):
    print("depth", depth)
    if depth:
        group.create_task(grows(group, depth - 1))


async def main():
    async with asyncio.TaskGroup() as tg:
        task1 = tg.create_task(some_coro(1))
        task2 = tg.create_task(another_coro(2), name="second")
    print(f"Both tasks have completed now: {task1.result()}, {task2.result()}", task2.get_name())

    async with asyncio.TaskGroup():
        print("empty")
    async with asyncio.TaskGroup() as tg:
        await asyncio.sleep(0)
        print("empty, with an await")
    async with asyncio.TaskGroup() as tg:
        tg.create_task(grows(tg, 3))
        print("body ends")
    print("group ends")

    # A task that is cancelled ends alone.
    async with asyncio.TaskGroup() as tg:
        one = tg.create_task(another_coro(1))
        two = tg.create_task(some_coro(2))
        await asyncio.sleep(0)
        one.cancel()
    print(one.cancelled(), two.result(), asyncio.current_task().cancelling())

    # One that has ended before the body does.
    async with asyncio.TaskGroup() as tg:
        one = tg.create_task(some_coro(3))
        await one
        print("awaited within", one.result())
    return "end"


print(asyncio.run(main()))
