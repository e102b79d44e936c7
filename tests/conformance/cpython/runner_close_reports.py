# Oracle: CPython
# Features: all-tasks
# What a task raises that close() cancels goes to the exception handler, once.
import asyncio


def handler(loop, context):
    print("handler", type(context["exception"]).__name__, context["exception"])


async def fails_at_cleanup(name):
    try:
        await asyncio.sleep(10)
    finally:
        raise ValueError(name)


async def fails_later(name):
    try:
        await asyncio.Event().wait()
    except asyncio.CancelledError:
        await asyncio.sleep(0.01)
        raise OSError(name)


async def start(*coros):
    asyncio.get_running_loop().set_exception_handler(handler)
    tasks = [asyncio.create_task(coro) for coro in coros]
    await asyncio.sleep(0)
    return tasks


with asyncio.Runner() as runner:
    tasks = runner.run(start(fails_at_cleanup("first"), fails_later("second")))
    print("closes")
print([task.done() for task in tasks])
