# Oracle: CPython
# Features: threads
# Callbacks of what run_coroutine_threadsafe() gives: one that fails leaves the others alone. Timeouts by keyword.
# mypy: ignore-errors
import asyncio
import time

try:
    import _thread
except ImportError:
    print("SKIP: no threads")
    raise SystemExit

try:
    # CPython says there that a callback has failed.
    import logging
    logging.disable()
except ImportError:
    pass


async def work(delay):
    await asyncio.sleep(delay)
    return "result"


def fail(future):
    raise ValueError("callback")


def called_back(loop, cancel):
    log = []
    future = asyncio.run_coroutine_threadsafe(work(0.04), loop)
    future.add_done_callback(fail)
    future.add_done_callback(lambda future: log.append(future.cancelled() or future.result()))
    future.add_done_callback(fail)
    future.add_done_callback(lambda future: log.append("last"))
    if cancel:
        print(future.cancel())
    time.sleep(0.12)
    print(log)


def thread(loop, finish):
    called_back(loop, cancel=False)
    called_back(loop, cancel=True)
    future = asyncio.run_coroutine_threadsafe(work(0.08), loop)
    for wait in (future.result, future.exception):
        try:
            wait(timeout=0.001)
        except Exception as error:
            print(type(error).__name__)
    print(future.result(timeout=5), future.exception(timeout=None))
    loop.call_soon_threadsafe(finish.set)


async def main():
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda loop, context: None)
    finish = asyncio.Event()
    _thread.start_new_thread(thread, (loop, finish))
    await finish.wait()
    print("end")


asyncio.run(main())
