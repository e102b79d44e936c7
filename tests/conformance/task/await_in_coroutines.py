# Oracle: stock
# The end of a wait for an event, a lock or a task, awaited from coroutines and generators of all kinds: the value of the await, the
# exception, and what comes next.
import asyncio


async def deep(level, make):
    if level == 0:
        return await make()
    return [await deep(level - 1, make)]


def plain_generator(make):
    got = yield from make()
    return ("generator", got)


class Wrapper:
    def __init__(self, inner):
        self.inner = iter(inner)

    def __iter__(self):
        return self

    def __next__(self):
        return next(self.inner)


async def result(value, ms=0):
    for _ in range(3):
        await asyncio.sleep_ms(ms)
    return value


async def failure():
    await asyncio.sleep_ms(0)
    raise ValueError("failed")


async def in_expression(make):
    return [1, await make(), (2, await make()), {3: await make()}]


async def catches(make, log):
    try:
        log.append(await make())
    except ValueError as error:
        log.append(repr(error))
    else:
        log.append("no error")
    finally:
        log.append(await asyncio.sleep_ms(0))


async def events():
    event = asyncio.Event()

    async def setter():
        for _ in range(12):
            await asyncio.sleep_ms(0)
            event.set()
            event.clear()

    def wait():
        return event.wait()

    task = asyncio.create_task(setter())
    print(await deep(0, wait), await deep(3, wait), await plain_generator(wait), await Wrapper(wait()))
    print(await in_expression(wait))
    log = []
    await catches(wait, log)
    print(log)
    # Set and cleared again before the waiter's turn: it is woken all the same.
    waiter = asyncio.create_task(deep(2, wait))
    await asyncio.sleep_ms(0)
    event.set()
    event.clear()
    print(await waiter)
    # Cancelled when it has been woken, before its turn.
    waiter = asyncio.create_task(deep(1, wait))
    await asyncio.sleep_ms(0)
    event.set()
    waiter.cancel()
    try:
        print(await waiter)
    except asyncio.CancelledError:
        print("cancelled")
    await task


async def tasks():
    def some():
        return asyncio.create_task(result("value"))

    def nothing():
        return asyncio.create_task(result(None))

    def fails():
        return asyncio.create_task(failure())

    print(await deep(0, some), await deep(3, some), await plain_generator(some), await Wrapper(some()))
    print(await in_expression(some), await in_expression(nothing))
    for make in (some, nothing, fails):
        log = []
        await catches(make, log)
        await catches(lambda make=make: deep(2, make), log)
        print(log)
    # Two tasks wait for one.
    one = some()
    print(await asyncio.gather(deep(1, lambda: one), plain_generator(lambda: one), result(one is not None)))
    # It has ended before somebody awaits it.
    await asyncio.sleep_ms(1)
    print(await one, await deep(2, lambda: one))


async def locks():
    lock = asyncio.Lock()
    log = []

    async def holder(name):
        async with lock:
            log.append(name)
            await asyncio.sleep_ms(0)
            log.append(name)
        log.append(await deep(1, lock.acquire))
        lock.release()

    await asyncio.gather(*[holder(i) for i in range(4)])
    print(log)


async def main():
    await events()
    await tasks()
    await locks()


asyncio.run(main())
