# Oracle: CPython
# Features: task-api
# Cancelling a task that awaits a task that awaits a task: the innermost is told first, and all are asked to stop.
import asyncio

tasks = {}


async def work(name, inner=None):
    try:
        await (inner or asyncio.sleep(10))
    except asyncio.CancelledError:
        print(name, "cancelled, asked", [(key, tasks[key].cancelling()) for key in sorted(tasks)])
        raise
    finally:
        print(name, "ends")


async def main():
    tasks["c"] = asyncio.create_task(work("c"))
    tasks["b"] = asyncio.create_task(work("b", tasks["c"]))
    tasks["a"] = asyncio.create_task(work("a", tasks["b"]))
    await asyncio.sleep(0.04)
    print(tasks["a"].cancel())
    try:
        await tasks["a"]
    except asyncio.CancelledError:
        print("main sees it", [tasks[key].cancelled() for key in "abc"])

    # An inner task that refuses to stop.
    async def refuses():
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError:
            print("refused")
        return "value"

    async def outer(task):
        return await task

    inner = asyncio.create_task(refuses())
    task = asyncio.create_task(outer(inner))
    await asyncio.sleep(0.04)
    task.cancel()
    print(await task, task.cancelled(), task.cancelling())

    # An exception in the clean-up takes the cancellation's place.
    async def fails():
        try:
            await asyncio.sleep(10)
        finally:
            raise ValueError("clean-up")

    task = asyncio.create_task(fails())
    await asyncio.sleep(0.04)
    task.cancel()
    try:
        await task
    except ValueError as error:
        print("ValueError", error, task.cancelled())


asyncio.run(main())
