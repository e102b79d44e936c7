# Repairs: what a task returns that ends just before its wait_for times out, in the same round, is lost. Fails on stock.
# Oracle: CPython
# A timeout that finds the inner task already done gives its outcome: a lock or an item that it got does not get lost.
import asyncio
import time


async def outcome(awaitable):
    try:
        return await asyncio.wait_for(awaitable, 0.01)
    except asyncio.TimeoutError:
        return "TimeoutError"
    except ValueError as er:
        return er


async def begin(awaitable):
    task = asyncio.create_task(outcome(awaitable))
    for _ in range(3):
        await asyncio.sleep(0)
    return task


# While nobody has a turn.
def let_time_run_out():
    time.sleep(0.03)


async def end(task):
    let_time_run_out()
    return await task


async def value():
    await asyncio.sleep(0.002)
    return "value"


async def failure():
    await asyncio.sleep(0.002)
    raise ValueError("failure")


async def acquire(lock):
    await lock.acquire()
    return "acquired"


async def main():
    print(await end(await begin(value())))
    print(await end(await begin(failure())))

    lock = asyncio.Lock()
    await lock.acquire()
    task = await begin(acquire(lock))
    let_time_run_out()
    lock.release()
    print(await task, lock.locked())

    # Who is not done is cancelled.
    task = await begin(acquire(lock))
    print(await end(task), lock.locked())
    lock.release()
    await lock.acquire()
    print("free")


asyncio.run(main())
