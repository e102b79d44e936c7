# Oracle: stock
# Coroutines that await each other, the last of which sleeps: results, exceptions with their tracebacks, finally blocks, and code that touches a
# coroutine of the chain while another one of it runs.
import asyncio
import io
import sys


def lines_of(error):
    out = io.StringIO()
    sys.print_exception(error, out)
    # Without the name of the file, which a board does not know, and without stock's own code.
    return [line.split(", ")[1:] for line in out.getvalue().split("\n") if "line" in line and "run_until" not in line]


async def last(log, what):
    log.append("last")
    await asyncio.sleep_ms(0)
    if what == "fail":
        raise ValueError("from the last")
    if what == "stop":
        raise StopIteration("from the last")
    await asyncio.sleep_ms(1)
    return what


async def third(log, what):
    try:
        return "third", await last(log, what)
    finally:
        log.append("third: finally")
        await asyncio.sleep_ms(0)
        log.append("third: ends")


async def second(log, what):
    try:
        got = await third(log, what)
    except ValueError:
        log.append("second: caught")
        await asyncio.sleep_ms(0)
        if what == "fail":
            raise
        return None
    else:
        await asyncio.sleep_ms(0)
        return "second", got


async def first(log, what):
    got = await second(log, what)
    log.append("first")
    return "first", got, await second(log, "again") if what == "twice" else None


class Manager:
    async def __aenter__(self):
        await asyncio.sleep_ms(0)
        return await last([], "entered")

    async def __aexit__(self, kind, value, traceback):
        await last([], "left")
        return kind is ValueError


class Numbers:
    def __init__(self):
        self.n = 0

    def __aiter__(self):
        return self

    async def __anext__(self):
        await last([], None)
        self.n += 1
        if self.n > 3:
            raise StopAsyncIteration
        return self.n


async def protocols():
    seen = []
    async with Manager() as value:
        seen.append(value)
        async for number in Numbers():
            seen.append(number)
        raise ValueError
    return seen


def collect():
    seen = yield from last([], "generator")
    return "collected", seen


chain = {}


async def touches():
    await asyncio.sleep_ms(0)
    for name in ("outer", "middle"):
        for method in ("send", "throw", "close"):
            args = {"send": (None,), "throw": (KeyError,), "close": ()}[method]
            try:
                getattr(chain[name], method)(*args)
            except ValueError as error:
                print(name, method, error)
    await asyncio.sleep_ms(0)
    return "untouched"


async def middle():
    return await touches()


async def outer():
    chain["middle"] = middle()
    return await chain["middle"]


async def main():
    for what in ("value", "twice", "fail", "stop"):
        log = []
        try:
            print(await asyncio.create_task(first(log, what)))
        except (ValueError, RuntimeError) as error:
            print(type(error).__name__, lines_of(error))
        print(log)
    print(await protocols())
    print(await collect())
    chain["outer"] = outer()
    print(await asyncio.create_task(chain["outer"]))
    # Cancelled at each of its sleeps.
    for turns in range(8):
        log = []
        task = asyncio.create_task(first(log, "value"))
        for _ in range(turns):
            await asyncio.sleep_ms(1 if turns > 4 else 0)
        task.cancel()
        try:
            print(turns, await task)
        except asyncio.CancelledError:
            print(turns, "cancelled", log)
    # A timeout in the middle of the chain.
    async def limited(log):
        try:
            return await asyncio.wait_for_ms(second(log, "value"), 0)
        except asyncio.TimeoutError:
            return "timeout", await last(log, "after")

    log = []
    print(await asyncio.create_task(limited(log)), log)


asyncio.run(main())
