# Oracle: stock
# Features: compat
# data of a task that has ended is what awaiting it gives: a script may set it.
import asyncio


async def work():
    return 1


async def main():
    task = asyncio.create_task(work())
    print(await task, task.data)
    task.data = StopIteration(5)
    print(await task, task.data)
    task.data = ValueError("set")
    try:
        await task
    except ValueError as failure:
        print(repr(failure), task.data is failure, task.done())
    task.data = StopIteration()
    print(await task)
    task.data = None
    print(task.data)


asyncio.run(main())
