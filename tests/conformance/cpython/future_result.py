# Oracle: CPython
# Features: future, timers
# CPython's example of a future, and what a future says before and after its outcome is set.
import asyncio


async def set_after(fut, delay, value):
    await asyncio.sleep(delay)
    fut.set_result(value)


def attempt(what, call, *args):
    try:
        print(what, call(*args))
    except (asyncio.InvalidStateError, asyncio.CancelledError, ValueError, TypeError) as error:
        print(what, "raises", type(error).__name__)


async def main():
    loop = asyncio.get_running_loop()
    fut = loop.create_future()
    loop.create_task(set_after(fut, 0.04, "... world"))
    print("hello ...")
    print(await fut)

    fut = loop.create_future()
    print(fut.done(), fut.cancelled())
    attempt("result", fut.result)
    attempt("exception", fut.exception)
    print(fut.set_result(1), fut.done(), fut.cancelled())
    attempt("result", fut.result)
    attempt("exception", fut.exception)
    attempt("set_result", fut.set_result, 2)
    attempt("set_exception", fut.set_exception, ValueError())
    print("cancel", fut.cancel())
    print(await fut, await fut)

    fut = asyncio.Future()
    fut.set_exception(ValueError("told"))
    attempt("result", fut.result)
    print(type(fut.exception()).__name__, fut.exception().args)
    try:
        await fut
    except ValueError as error:
        print("await raises", error)
    fut = loop.create_future()
    fut.set_exception(KeyError)
    print(type(fut.exception()).__name__)
    attempt("set_exception", loop.create_future().set_exception, StopIteration())
    attempt("set_exception", loop.create_future().set_exception, 5)


asyncio.run(main())
