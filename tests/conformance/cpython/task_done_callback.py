# Oracle: CPython
# Features: task-api
# Done callbacks: their order, when they are called, taking them back.
import asyncio


async def give(value):
    await asyncio.sleep(0)
    return value


def make(name):
    def callback(task):
        print(name, task.done(), task.cancelled() or task.result())
    return callback


async def main():
    first, second = make("first"), make("second")
    task = asyncio.create_task(give(1))
    task.add_done_callback(first)
    task.add_done_callback(second)
    task.add_done_callback(first)
    print("await", await task)
    await asyncio.sleep(0)

    task.add_done_callback(make("late"))
    print("added")
    await asyncio.sleep(0)
    print("slept")

    task = asyncio.create_task(give(2))
    task.add_done_callback(first)
    task.add_done_callback(second)
    task.add_done_callback(first)
    print("removed", task.remove_done_callback(first), task.remove_done_callback(first))
    await task
    await asyncio.sleep(0)
    print("removed", task.remove_done_callback(second))

    task = asyncio.create_task(give(3))
    task.add_done_callback(make("of a cancelled task"))
    await asyncio.sleep(0)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("cancelled")
    await asyncio.sleep(0)

    # While one callback is called, another is added and one removed: the latter is called all the same.
    def third(task):
        print("third")
        task.add_done_callback(make("added by third"))
        print("removed", task.remove_done_callback(second))
    task = asyncio.create_task(give(4))
    task.add_done_callback(third)
    task.add_done_callback(second)
    await asyncio.sleep(0.04)


asyncio.run(main())
