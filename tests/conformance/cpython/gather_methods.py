# Oracle: CPython
# Features: future
# What gather() returns has the methods of a Future.
import asyncio


async def work(n, fails=False):
    await asyncio.sleep(0)
    if fails:
        raise ValueError(n)
    return n


async def forever():
    await asyncio.Event().wait()


async def turns(n=4):
    for _ in range(n):
        await asyncio.sleep(0)


def show(name):
    return lambda future: print(name, future.done(), future.cancelled())


async def main():
    print("results")
    outer = asyncio.gather(work(1), work(2))
    print(outer.done())
    outer.add_done_callback(show("callback"))
    await turns()
    print(outer.done(), outer.result(), outer.exception(), outer.cancel())
    print(await outer, await outer)

    print("nothing to wait for")
    print(asyncio.gather().done())

    print("failure")
    outer = asyncio.gather(work(1), work(2, True), work(3, True))
    print(outer.done())
    await turns()
    print(outer.done(), outer.cancelled(), outer.exception().args)
    try:
        outer.result()
    except ValueError as failure:
        print(failure.args)
    try:
        await outer
    except ValueError as failure:
        print(failure.args)

    print("failures as results")
    outer = asyncio.gather(work(1), work(2, True), return_exceptions=True)
    print(outer.cancelled())
    await turns()
    print([getattr(item, "args", item) for item in outer.result()])

    print("cancelled before it is awaited")
    children = [asyncio.create_task(forever()) for _ in range(2)]
    outer = asyncio.gather(*children)
    await turns()
    print(outer.cancel(), outer.done())
    await turns()
    print(outer.done(), outer.cancelled(), [child.cancelled() for child in children])
    try:
        await outer
    except asyncio.CancelledError:
        print("CancelledError", outer.cancel())

    print("all are cancelled")
    children = [asyncio.get_running_loop().create_future() for _ in range(3)]
    outer = asyncio.gather(*children)
    print(outer.cancel(), [child.cancelled() for child in children])
    await turns()
    print(outer.done(), outer.cancelled())
    outer.exception()

    print("cancelled while it is awaited")
    children = [asyncio.create_task(forever()) for _ in range(2)]
    outer = asyncio.gather(*children, return_exceptions=True)

    async def awaits():
        try:
            return await outer
        except asyncio.CancelledError:
            print("in the awaiting task")
            return "ended"

    task = asyncio.create_task(awaits())
    await turns()
    print(outer.cancel())
    await turns()
    print(task.done(), await task, [child.cancelled() for child in children])

    print("its task is cancelled")
    children = [asyncio.create_task(forever()) for _ in range(2)]
    outer = asyncio.gather(*children)
    print(outer.done())
    task = asyncio.create_task(awaits())
    await turns()
    task.cancel()
    await turns()
    print(task.done(), outer.done(), [child.cancelled() for child in children])

    print("a child is cancelled")
    children = [asyncio.create_task(forever()) for _ in range(2)]
    outer = asyncio.gather(*children)
    print(outer.done())
    children[0].cancel()
    await turns()
    print(outer.done(), outer.cancelled(), isinstance(outer.exception(), asyncio.CancelledError))
    children[1].cancel()

    print("several wait")
    outer = asyncio.gather(work(5))
    print(outer.done())

    async def result():
        return await outer

    tasks = [asyncio.create_task(result()) for _ in range(3)]
    await turns()
    print([task.result() for task in tasks])

    print("asked while it is awaited")
    outer = asyncio.gather(work(6), work(7))
    task = asyncio.create_task(result())
    await asyncio.sleep(0)
    print(outer.done(), task.done())
    await turns()
    print(outer.done(), task.done(), task.result())


asyncio.run(main())
