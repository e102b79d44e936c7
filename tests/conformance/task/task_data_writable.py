# Oracle: stock
# Features: compat
# data of a waiting task can be set: an exception put there is thrown when the task is queued again.
import asyncio
from asyncio import core


async def victim(event):
    try:
        await event.wait()
    except ValueError as er:
        print("thrown", er.args)
    return "survived"


async def main():
    event = asyncio.Event()
    task = asyncio.create_task(victim(event))
    await asyncio.sleep_ms(0)
    task.cancel()
    task.data = ValueError("put there")
    print(await task)
    task.state = None
    print(task.done(), task.state)
    task.state = False
    print(task.done(), task.state)
    try:
        task.coro = None
        print("coro written")
    except AttributeError:
        print("coro is read-only")
    core.Loop.close()


asyncio.run(main())
