# Oracle: CPython
# Features: wait, future
# A task that waits and is cancelled: those it waits for go on. Futures can be waited for too.
import asyncio


async def work(name, delay):
    await asyncio.sleep(delay)
    print(name, "ends")
    return name


async def waiter(tasks, **keywords):
    try:
        done, pending = await asyncio.wait(tasks, **keywords)
        print("waited", len(done), len(pending))
    except asyncio.CancelledError:
        print("waiter cancelled", [task.done() for task in tasks], [task.cancelling() for task in tasks])
        raise


async def main():
    for keywords in {}, {"timeout": 5}, {"return_when": asyncio.FIRST_COMPLETED}:
        tasks = [asyncio.create_task(work(i, 0.24)) for i in range(2)]
        task = asyncio.create_task(waiter(tasks, **keywords))
        await asyncio.sleep(0.04)
        task.cancel()
        try:
            await task
        except asyncio.CancelledError:
            print("CancelledError", task.cancelled())
        await asyncio.gather(*tasks)

    # Cancelled in the turn in which all have ended.
    tasks = [asyncio.create_task(work(0, 0))]
    task = asyncio.create_task(waiter(tasks))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    await tasks[0]
    print(task.cancel())
    try:
        await task
    except asyncio.CancelledError:
        print("CancelledError")

    loop = asyncio.get_running_loop()
    one, two = loop.create_future(), loop.create_future()
    loop.call_later(0.04, one.set_result, 1)
    done, pending = await asyncio.wait([one, two], return_when=asyncio.FIRST_COMPLETED)
    print(one in done, two in pending, len(done), len(pending))
    two.cancel()
    done, pending = await asyncio.wait([one, two])
    print(len(done), len(pending))
    # Two that wait for the same tasks.
    tasks = [asyncio.create_task(work(name, 0.04)) for name in "xy"]
    await asyncio.gather(waiter(tasks), waiter(tasks, return_when=asyncio.FIRST_COMPLETED))
    await asyncio.gather(*tasks)


asyncio.run(main())
