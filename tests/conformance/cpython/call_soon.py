# Oracle: CPython
# Features: timers
# call_soon(): in the order of asking, one round later, with arguments; taken back by cancel().
import asyncio


def hello_world(loop, done):
    print("Hello World")
    loop.call_soon(print, "from a callback")
    done.set()


async def ticker(n):
    for i in range(n):
        print("tick", i)
        await asyncio.sleep(0)


async def main():
    loop = asyncio.get_running_loop()
    done = asyncio.Event()
    loop.call_soon(hello_world, loop, done)
    handle = loop.call_soon(print, "never")
    loop.call_soon(print, "a", 1, None)
    loop.call_soon(print)
    print(handle.cancelled(), handle.cancel(), handle.cancelled(), handle.cancel())
    print("not yet", done.is_set())
    await done.wait()
    await ticker(2)

    # Callbacks and tasks share one queue.
    task = asyncio.create_task(ticker(2))
    loop.call_soon(print, "behind the task")
    await task

    # Cancelled by one that is called before it.
    handles = []
    loop.call_soon(lambda: handles[0].cancel())
    handles.append(loop.call_soon(print, "never either"))
    loop.call_soon(print, "the next")
    await asyncio.sleep(0)

    # It can't be awaited, and doesn't count as a task.
    def current():
        try:
            print("current task", asyncio.current_task())
        except RuntimeError:
            print("current task", None)
    loop.call_soon(current)
    await asyncio.sleep(0)


def handler(loop, context):
    print("handler", type(context["exception"]).__name__)


async def failing():
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(handler)

    def bad():
        raise ValueError("bad")
    loop.call_soon(bad)
    loop.call_soon(print, "goes on")
    await asyncio.sleep(0.04)
    print("end")


asyncio.run(main())
asyncio.run(failing())
