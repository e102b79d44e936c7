# Oracle: CPython
# Features: timers, future
# Whatever a callback raises is reported, and the loop goes on, unless it is what ends a program.
import asyncio


class Unusual(BaseException):
    pass


def fail(error):
    raise error


def handler(loop, context):
    print("handler", type(context["exception"]).__name__)


async def main():
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(handler)
    for error in (ValueError(), asyncio.CancelledError(), Unusual(), GeneratorExit()):
        loop.call_soon(fail, error)
        loop.call_later(0.01, fail, error)
    future = loop.create_future()
    future.add_done_callback(lambda future: fail(Unusual()))
    future.add_done_callback(lambda future: print("the next one", future.result()))
    future.set_result("result")
    await asyncio.sleep(0.05)
    loop.call_soon(lambda: print(asyncio.current_task()))
    await asyncio.sleep(0)
    loop.call_soon(fail, SystemExit(3))
    await asyncio.sleep(1)
    print("not reached")


try:
    asyncio.run(main())
except SystemExit:
    print("SystemExit")
