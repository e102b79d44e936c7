# Oracle: CPython
# done() and what cancel() returns at each point of a task's life.
import asyncio


async def work():
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    return 1


async def fail():
    raise ValueError


async def main():
    task = asyncio.create_task(work())
    print("created", task.done())
    await asyncio.sleep(0)
    print("started", task.done())
    print(await task, task.done(), task.cancel(), task.cancel(), task.done())
    task = asyncio.create_task(fail())
    try:
        await task
    except ValueError:
        print("failed", task.done(), task.cancel())
    task = asyncio.create_task(work())
    print("cancel", task.cancel(), task.done())
    try:
        await task
    except asyncio.CancelledError:
        print("cancelled", task.done(), task.cancel())


asyncio.run(main())
