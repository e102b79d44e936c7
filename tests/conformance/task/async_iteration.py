# Oracle: CPython
# async for and async with over user classes, with waiting inside.
import asyncio


class Count:
    def __init__(self, stop):
        self.n = 0
        self.stop = stop

    def __aiter__(self):
        return self

    async def __anext__(self):
        if self.n == self.stop:
            raise StopAsyncIteration
        self.n += 1
        await asyncio.sleep(0)
        return self.n


class Scope:
    async def __aenter__(self):
        await asyncio.sleep(0)
        print("enter")
        return self

    async def __aexit__(self, kind, error, trace):
        await asyncio.sleep(0)
        print("exit", kind.__name__ if kind else None)
        return kind is ValueError


async def loop(name):
    async for n in Count(3):
        print(name, n)


async def main():
    await asyncio.gather(loop("a"), loop("b"))
    async with Scope():
        print("inside")
    async with Scope():
        raise ValueError
    print("after")


asyncio.run(main())
