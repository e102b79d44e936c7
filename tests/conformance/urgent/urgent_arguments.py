# Oracle: reasoned: neither stock nor CPython has priorities
# Features: priority
# A wrong priority names itself, and no task is made.
import asyncio


async def never():
    print("ran")


def refused(what, *args, **kwargs):
    try:
        what(*args, **kwargs)
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error if isinstance(error, ValueError) else "")
    else:
        print("taken")


async def main():
    coro = never()
    for priority in (-1, 256, 1000000, "1", None, 1.5):
        refused(asyncio.create_task, coro, priority=priority)
    task = asyncio.current_task()
    for priority in (-1, 256, "1"):
        refused(setattr, task, "priority", priority)
    print(task.priority)
    for priority in (255, True, 0):
        refused(setattr, task, "priority", priority)
    print(task.priority)
    for wait in (asyncio.Event().wait, asyncio.ThreadSafeFlag().wait):
        refused(wait, urgent=True)
        refused(wait, True, True)
    await asyncio.sleep_ms(0)
    coro.close()


asyncio.run(main())
