# Oracle: CPython
# Several tasks wait for one: all wake in order of arrival with its value, or with its exception.
import asyncio


async def source(fail):
    await asyncio.sleep(0.02)
    print("source ends")
    if fail:
        raise ValueError("source failed")
    return 42


async def waiter(name, task):
    try:
        print("waiter", name, await task)
    except ValueError as er:
        print("waiter", name, type(er).__name__, er.args)


async def main():
    for fail in (False, True):
        task = asyncio.create_task(source(fail))
        waiters = [asyncio.create_task(waiter(i, task)) for i in range(4)]
        for w in waiters:
            await w
        await waiter("afterwards", task)


asyncio.run(main())
