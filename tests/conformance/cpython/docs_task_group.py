# Oracle: CPython
# Features: task-group
# The examples of CPython's documentation for TaskGroup, with `except` in the place of `except*`.
import asyncio


async def some_coro(what):
    await asyncio.sleep(0.04)
    return what


async def another_coro(what):
    await asyncio.sleep(0.08)
    return what


async def say_after(delay, what):
    await asyncio.sleep(delay)
    print(what)


async def results():
    async with asyncio.TaskGroup() as tg:
        task1 = tg.create_task(some_coro("some"))
        task2 = tg.create_task(another_coro("another"))
    print(f"Both tasks have completed now: {task1.result()}, {task2.result()}")


async def hello_world():
    async with asyncio.TaskGroup() as tg:
        tg.create_task(say_after(0.04, "hello"))
        tg.create_task(say_after(0.08, "world"))
        print("started")
    # The await is implicit when the context manager exits.
    print("finished")


# Terminating a task group.


class TerminateTaskGroup(Exception):
    """Exception raised to terminate a task group."""


async def force_terminate_task_group():
    """Used to force termination of a task group."""
    raise TerminateTaskGroup()


async def job(task_id, sleep_time):
    print(f"Task {task_id}: start")
    await asyncio.sleep(sleep_time)
    print(f"Task {task_id}: done")


async def terminate():
    try:
        async with asyncio.TaskGroup() as group:
            # spawn some tasks
            group.create_task(job(1, 0.05))
            group.create_task(job(2, 0.15))
            # sleep for 0.1 seconds
            await asyncio.sleep(0.1)
            # add an exception-raising task to force the group to terminate
            group.create_task(force_terminate_task_group())
    except ExceptionGroup as group:
        _, others = group.split(TerminateTaskGroup)
        if others:
            raise others from None
    print("terminated")


asyncio.run(results())
asyncio.run(hello_world())
asyncio.run(terminate())
