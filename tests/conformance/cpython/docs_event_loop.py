# Oracle: CPython
# Features: future, timers
# The examples of CPython's documentation for the event loop's calls and for Future.
import asyncio


def hello_world(loop, done):
    """A callback to print 'Hello World' and stop the event loop."""
    print("Hello World")
    done.set()


async def hello():
    loop = asyncio.get_running_loop()
    done = asyncio.Event()
    # Schedule a call to hello_world()
    loop.call_soon(hello_world, loop, done)
    await done.wait()


dates_shown = []


def display_date(end_time, loop, done):
    dates_shown.append("date")
    if (loop.time() + 0.1) < end_time:
        loop.call_later(0.1, display_date, end_time, loop, done)
    else:
        done.set()


async def dates():
    loop = asyncio.get_running_loop()
    done = asyncio.Event()
    # Schedule the first call to display_date()
    end_time = loop.time() + 0.25
    loop.call_soon(display_date, end_time, loop, done)
    await done.wait()
    # How many depends on the machine's load.
    print(len(dates_shown) > 1)


async def set_after(fut, delay, value):
    # Sleep for *delay* seconds.
    await asyncio.sleep(delay)

    # Set *value* as a result of *fut* Future.
    fut.set_result(value)


async def future():
    # Get the current event loop.
    loop = asyncio.get_running_loop()

    # Create a new Future object.
    fut = loop.create_future()

    # Run "set_after()" coroutine in a parallel Task.
    # We are using the low-level "loop.create_task()" API here because
    # we already have a reference to the event loop at hand.
    # Otherwise we could have just used "asyncio.create_task()".
    loop.create_task(set_after(fut, 0.04, "... world"))

    print("hello ...")

    # Wait until *fut* has a result (1 second) and print it.
    print(await fut)


for example in hello, dates, future:
    asyncio.run(example())
