# Oracle: stock
# The end of a sleep, awaited from coroutines and generators of all kinds: the value of the await, what comes next, and what a
# traceback names.
import asyncio
import io
import sys


async def deep(level):
    if level == 0:
        return await asyncio.sleep_ms(1)
    return await deep(level - 1)


def plain_generator():
    got = yield from asyncio.sleep_ms(1)
    return ("generator", got)


class Wrapper:
    def __init__(self, inner):
        self.inner = iter(inner)

    def __iter__(self):
        return self

    def __next__(self):
        return next(self.inner)


async def nothing():
    await asyncio.sleep_ms(0)
    (await asyncio.sleep_ms(0), await asyncio.sleep(0), await asyncio.sleep(0.001))


async def fails():
    x = [await asyncio.sleep_ms(0), 1 // 0]
    return x


async def in_expression():
    return [1, await asyncio.sleep_ms(0), (2, await asyncio.sleep_ms(1)), {3: await asyncio.sleep_ms(0)}]


async def in_blocks():
    seen = []
    try:
        with_value = await asyncio.sleep_ms(0)
        seen.append(with_value)
        raise ValueError("a")
    except ValueError as error:
        seen.append(await asyncio.sleep_ms(1))
        seen.append(str(error))
    finally:
        seen.append(await asyncio.sleep_ms(0))
    for i in range(3):
        if await asyncio.sleep_ms(0) is None:
            seen.append(i)
    return seen


async def kept():
    sleep = asyncio.sleep_ms(1)
    first = await sleep
    return first, await asyncio.sleep_ms(0)


async def cancelled(log):
    try:
        await deep(2)
    except asyncio.CancelledError:
        log.append("cancelled")
        await asyncio.sleep_ms(1)
        log.append("slept")
        raise


async def again(log):
    # Cancelled when its sleep is over, but before its turn.
    try:
        await asyncio.sleep_ms(0)
        log.append("not reached")
    except asyncio.CancelledError:
        log.append(await asyncio.sleep_ms(0))


async def shared(coro, log, name):
    try:
        log.append((name, await coro))
    except Exception as error:
        log.append((name, type(error).__name__))


async def main():
    print(await deep(0), await deep(1), await deep(5))
    print(await plain_generator())
    print(await Wrapper(asyncio.sleep_ms(1)))
    print(await nothing())
    print(await in_expression())
    print(await in_blocks())
    print(await kept())
    try:
        await fails()
    except ZeroDivisionError as error:
        out = io.StringIO()
        sys.print_exception(error, out)
        # Without the name of the file, which a board does not know.
        print([line.split(", ")[1:] for line in out.getvalue().split("\n") if "line" in line])
    log = []
    task = asyncio.create_task(cancelled(log))
    await asyncio.sleep_ms(0)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        log.append("ended")
    task = asyncio.create_task(again(log))
    await asyncio.sleep_ms(0)
    task.cancel()
    await task
    print(log)
    print(await asyncio.gather(deep(3), plain_generator(), in_blocks(), deep(1)))
    results = await asyncio.gather(*[deep(i % 4) for i in range(20)])
    print(results.count(None))


asyncio.run(main())
