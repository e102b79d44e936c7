# Oracle: CPython 3.12
# Features: wait, future
# A single awaitable in the place of an iterable of them is refused at once; a generator of tasks is not.
# mypy: ignore-errors
import asyncio


async def work(n):
    await asyncio.sleep(0)
    return n


async def attempt(what, make):
    try:
        await asyncio.wait(make())
    except TypeError:
        print("wait", what, "TypeError")
    try:
        for next_ended in asyncio.as_completed(make()):
            await next_ended
    except TypeError:
        print("as_completed", what, "TypeError")


async def main():
    task = asyncio.create_task(work(1))
    await attempt("task", lambda: task)
    future = asyncio.get_running_loop().create_future()
    await attempt("future", lambda: future)
    await attempt("number", lambda: 5)
    print(await task)
    await asyncio.sleep(0.01)
    coros = []

    def make():
        coros.append(work(2))
        return coros[-1]
    await attempt("coroutine", make)
    for coro in coros:
        coro.close()

    tasks = [asyncio.create_task(work(n)) for n in range(3)]
    done, pending = await asyncio.wait(t for t in tasks)
    print(sorted(t.result() for t in done), pending)


asyncio.run(main())
