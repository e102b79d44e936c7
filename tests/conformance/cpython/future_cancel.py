# Oracle: CPython
# Features: future, timers
# Cancelling a future, and a task that waits for one.
import asyncio


async def waits(name, fut):
    try:
        print(name, await fut)
    except asyncio.CancelledError:
        print(name, "cancelled")
        raise


async def main():
    loop = asyncio.get_running_loop()
    fut = loop.create_future()
    tasks = [asyncio.create_task(waits(i, fut)) for i in range(3)]
    await asyncio.sleep(0)
    print(fut.cancel(), fut.cancel(), fut.done(), fut.cancelled())
    await asyncio.sleep(0.04)
    print([task.cancelled() for task in tasks])

    # The task's cancellation cancels the future: everybody who waits for it is told.
    fut = loop.create_future()
    tasks = [asyncio.create_task(waits(i, fut)) for i in range(3)]
    await asyncio.sleep(0)
    tasks[1].cancel()
    print(fut.cancelled())
    await asyncio.sleep(0.04)
    print([task.cancelled() for task in tasks], [task.cancelling() for task in tasks])
    for ask in fut.result, fut.exception:
        try:
            ask()
        except asyncio.CancelledError:
            print("CancelledError")
    try:
        fut.set_result(1)
    except asyncio.InvalidStateError:
        print("InvalidStateError")

    # Set and cancelled in one turn: the future has its value, the task is cancelled all the same.
    fut = loop.create_future()
    task = asyncio.create_task(waits("late", fut))
    await asyncio.sleep(0)
    fut.set_result("value")
    print(task.cancel())
    await asyncio.sleep(0.04)
    print(task.cancelled(), fut.result())

    # wait_for cancels a future that nobody sets.
    fut = loop.create_future()
    try:
        await asyncio.wait_for(fut, 0.04)
    except asyncio.TimeoutError:
        print("TimeoutError", fut.cancelled())
    fut = loop.create_future()
    loop.call_later(0.04, fut.set_result, "in time")
    print(await asyncio.wait_for(fut, 5))
    one, two = loop.create_future(), loop.create_future()
    loop.call_soon(two.set_result, 2)
    loop.call_later(0.04, one.set_result, 1)
    print(await asyncio.gather(one, two))


asyncio.run(main())
