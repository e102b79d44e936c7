# Oracle: CPython
# Features: timers, task-api
# The exception handler gets what callbacks raise, and contexts of which every key but the message may be missing.
import asyncio


def fails(*args):
    raise ValueError(*args)


async def main():
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda loop, context: print(type(context.get("exception")).__name__, context.get("future")))
    loop.call_soon(fails, 1)
    loop.call_later(0.01, fails, 2)
    future = asyncio.Future()
    future.add_done_callback(fails)
    future.set_result(3)
    await asyncio.sleep(0.03)
    print("the loop goes on")
    loop.call_exception_handler({"message": "hi"})
    loop.call_exception_handler({"message": "hi", "exception": ValueError()})


asyncio.run(main())
