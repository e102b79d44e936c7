# Oracle: CPython
# Features: threads
# run_coroutine_threadsafe(): a coroutine of the loop's, for another thread that waits for it.
# mypy: ignore-errors
import asyncio
import time

try:
    import _thread
except ImportError:
    print("SKIP: no threads")
    raise SystemExit


async def work(value, delay=0.04):
    await asyncio.sleep(delay)
    return value


async def fail():
    raise ValueError("in the loop")


log = []


async def stopped():
    try:
        await asyncio.sleep(5)
    except asyncio.CancelledError:
        log.append("the task is cancelled")
        raise


def thread(loop, finish):
    future = asyncio.run_coroutine_threadsafe(work(42), loop)
    print(future.done(), future.result(), future.done(), future.cancelled())
    print(future.result(1), future.exception())

    future = asyncio.run_coroutine_threadsafe(fail(), loop)
    print(type(future.exception()).__name__)
    try:
        future.result()
    except ValueError as error:
        print("ValueError", error)

    future = asyncio.run_coroutine_threadsafe(work("late", 5), loop)
    try:
        future.result(0.08)
    except Exception as error:
        print(type(error).__name__, future.done())
    print(future.cancel(), future.cancelled(), future.cancel())

    future = asyncio.run_coroutine_threadsafe(stopped(), loop)
    time.sleep(0.08)
    print(future.cancel(), future.done())
    try:
        future.result()
    except BaseException as error:
        print(type(error).__name__)
    time.sleep(0.08)
    print(log)

    called = []
    future = asyncio.run_coroutine_threadsafe(work("with a callback"), loop)
    future.add_done_callback(lambda future: called.append(future.result()))
    print(future.result())
    time.sleep(0.08)
    print(called)
    try:
        asyncio.run_coroutine_threadsafe(5, loop)
    except TypeError:
        print("TypeError")
    loop.call_soon_threadsafe(finish.set)


async def main():
    finish = asyncio.Event()
    _thread.start_new_thread(thread, (asyncio.get_running_loop(), finish))
    await finish.wait()
    print("end")


asyncio.run(main())
