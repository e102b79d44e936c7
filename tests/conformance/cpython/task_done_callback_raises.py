# Oracle: CPython
# Features: task-api
# A callback that raises is told to the exception handler; the others are called, and the loop goes on.
import asyncio


async def give():
    return 5


def bad(task):
    raise ValueError("bad callback")


def good(task):
    print("good", task.result())


def handler(loop, context):
    print("handler", type(context["exception"]).__name__, context["exception"].args)
    print("message", context["message"].split(" ")[:3])


async def main():
    asyncio.get_running_loop().set_exception_handler(handler)
    task = asyncio.create_task(give())
    task.add_done_callback(bad)
    task.add_done_callback(good)
    print(await task)
    await asyncio.sleep(0.04)
    print("end")


asyncio.run(main())
