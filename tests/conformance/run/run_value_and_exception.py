# Oracle: CPython
# run() returns the coroutine's value or raises its exception, and can be called again and again.
import asyncio


async def give(value):
    await asyncio.sleep(0)
    return value


async def fail(error):
    await asyncio.sleep(0)
    raise error


for value in (None, 0, False, "text", (1, 2), [3]):
    print(repr(asyncio.run(give(value))))

for error in (ValueError("v"), KeyError("k"), OSError(5), asyncio.TimeoutError(), asyncio.CancelledError()):
    try:
        asyncio.run(fail(error))
        print("no exception")
    except BaseException as er:
        print(type(er).__name__, er is error)


async def immediately():
    return "at once"


print(asyncio.run(immediately()))
