# Oracle: CPython
# Features: task-api, timers
# Callbacks and tasks that wait take their turns in the order in which they began to wait.
import asyncio

trace = []


async def work():
    await asyncio.sleep(0.04)
    trace.append("work ends")


async def waits(name, task):
    await task
    trace.append(name)


async def main():
    loop = asyncio.get_running_loop()
    task = asyncio.create_task(work())
    task.add_done_callback(lambda _: trace.append("callback 1"))
    waiters = [asyncio.create_task(waits(f"waiter {i}", task)) for i in range(2)]
    await asyncio.sleep(0)
    task.add_done_callback(lambda _: trace.append("callback 2"))
    waiters.append(asyncio.create_task(waits("waiter 2", task)))
    await task
    loop.call_soon(trace.append, "called soon")
    await asyncio.sleep(0)
    await asyncio.gather(*waiters)
    print("\n".join(trace))


asyncio.run(main())
