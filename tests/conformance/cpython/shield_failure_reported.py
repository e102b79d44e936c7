# Oracle: CPython
# Features: future
# A shielded task that fails when who awaited it has been cancelled is reported: nobody else hears of its failure.
import asyncio
import gc


async def fail(steps):
    for _ in range(steps):
        await asyncio.sleep(0)
    raise KeyError(steps)


async def wait(shield):
    await shield


async def settle():
    for _ in range(6):
        await asyncio.sleep(0)
    # CPython reports when it collects the task.
    gc.collect()


async def main():
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: print("reported", context["exception"].args))

    # Cancelled before the task fails.
    waiter = asyncio.create_task(wait(asyncio.shield(fail(3))))
    await asyncio.sleep(0)
    waiter.cancel()
    await settle()
    print(waiter.cancelled())

    # Not cancelled: who awaits it is told.
    try:
        await asyncio.create_task(wait(asyncio.shield(fail(2))))
    except KeyError as er:
        print("told", er.args)
    await settle()

    # Cancelled, and the task is awaited by another.
    task = asyncio.create_task(fail(3))
    waiter = asyncio.create_task(wait(asyncio.shield(task)))
    await asyncio.sleep(0)
    waiter.cancel()
    try:
        await task
    except KeyError as er:
        print("awaited", er.args)
    await settle()


asyncio.run(main())
