# Oracle: CPython
# Features: threads, task-group
# to_thread() and run_in_executor(): blocking functions beside the loop; results, exceptions, cancellation.
import asyncio
import time

try:
    import _thread
except ImportError:
    print("SKIP: no threads")
    raise SystemExit


def blocking_io(name="io", seconds=0.2):
    time.sleep(seconds)
    return f"{name} done"


def fail():
    raise ValueError("in the thread")


async def ticker():
    count = 0
    while True:
        await asyncio.sleep(0.04)
        count += 1
        if count == 2:
            print("the loop goes on")


async def main():
    loop = asyncio.get_running_loop()
    ticks = asyncio.create_task(ticker())
    print(await asyncio.to_thread(blocking_io, "first", seconds=0.1))
    print(await asyncio.gather(asyncio.to_thread(blocking_io), asyncio.sleep(0.04), asyncio.to_thread(blocking_io, "b")))
    print(await asyncio.create_task(to_thread_in_task()))
    print(await loop.run_in_executor(None, blocking_io, "executor", 0.04))
    print(await loop.run_in_executor(None, _thread.get_ident) == _thread.get_ident())
    try:
        await asyncio.to_thread(fail)
    except ValueError as error:
        print("ValueError", error)

    # Whoever waits for a thread can be cancelled; the thread goes on.
    log = []
    task = asyncio.create_task(waits(lambda: (time.sleep(0.2), log.append("thread ends"))))
    await asyncio.sleep(0.04)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("cancelled", log)
    await asyncio.sleep(0.4)
    print(log)
    try:
        await asyncio.wait_for(asyncio.to_thread(time.sleep, 0.2), 0.04)
    except asyncio.TimeoutError:
        print("TimeoutError")
    future = loop.run_in_executor(None, blocking_io)
    print(future.done(), await future, future.done())
    async with asyncio.TaskGroup() as tg:
        tasks = [tg.create_task(waits(blocking_io)) for _ in range(3)]
    print([task.result() for task in tasks])
    ticks.cancel()


async def to_thread_in_task():
    return await asyncio.to_thread(blocking_io, name="in a task")


async def waits(function):
    return await asyncio.to_thread(function)


asyncio.run(main())
