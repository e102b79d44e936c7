# Oracle: CPython
# Features: task-api
# result(), exception() and cancelled() of a task that is pending, has returned, has failed, was cancelled.
import asyncio


async def give(value):
    await asyncio.sleep(0)
    return value


async def fail():
    await asyncio.sleep(0)
    raise ValueError("no value")


def outcome(what, ask):
    try:
        print(what, ask())
    except (ValueError, asyncio.InvalidStateError, asyncio.CancelledError) as error:
        print(what, "raises", type(error).__name__)


def show(title, task):
    print(title, "done", task.done())
    outcome("  result", task.result)
    outcome("  cancelled", task.cancelled)
    try:
        error = task.exception()
        print("  exception", error if error is None else (type(error).__name__, error.args))
    except (asyncio.InvalidStateError, asyncio.CancelledError) as error:
        print("  exception raises", type(error).__name__)


async def main():
    task = asyncio.create_task(give(42))
    show("pending", task)
    await task
    show("returned", task)
    nothing = asyncio.create_task(give(None))
    await nothing
    show("returned None", nothing)
    failing = asyncio.create_task(fail())
    # Asked for at once: MicroPython tells of an exception that nobody has asked for as soon as the task has ended.
    failing.add_done_callback(lambda task: task.exception())
    await asyncio.sleep(0.04)
    show("failed", failing)
    cancelled = asyncio.create_task(give(1))
    cancelled.cancel()
    show("to be cancelled", cancelled)
    try:
        await cancelled
    except asyncio.CancelledError:
        pass
    show("cancelled", cancelled)
    print(issubclass(asyncio.InvalidStateError, Exception), issubclass(asyncio.CancelledError, Exception))


asyncio.run(main())
