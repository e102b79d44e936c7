# Oracle: CPython
# Features: future
# What gather() returns is a future: its done callbacks get it, ensure_future() gives it back, and shield() shields it.
import asyncio


async def work(n, fails=False):
    await asyncio.sleep(0)
    if fails:
        raise ValueError(n)
    return n


async def turns(n=5):
    for _ in range(n):
        await asyncio.sleep(0)


async def outcome(aw):
    try:
        return await aw
    except (ValueError, asyncio.CancelledError) as failure:
        return type(failure).__name__


async def main():
    got = []
    outer = asyncio.gather(work(1), work(2))
    print(asyncio.isfuture(outer), outer.add_done_callback(got.append))
    print(await outer, await outer)
    await turns()
    print(len(got), got[0] is outer, got[0].result())

    print("after the end")
    outer.add_done_callback(got.append)
    await turns()
    print(len(got), got[1] is outer)

    print("failure, cancellation, taken back")
    failing, cancelled, taken_back = asyncio.gather(work(1, True)), asyncio.gather(work(1)), asyncio.gather(work(1))
    for outer in (failing, cancelled, taken_back):
        outer.add_done_callback(got.append)
    print(cancelled.cancel(), taken_back.remove_done_callback(got.append))
    await turns()
    print(len(got), got[2] is failing or got[2] is cancelled, got[3] is failing or got[3] is cancelled, got[2] is got[3])
    print(await outcome(failing), await outcome(cancelled), await outcome(taken_back))

    print("ensure_future")
    outer = asyncio.gather(work(1), work(2))
    same = asyncio.ensure_future(outer)
    print(same is outer, outer.done())
    await turns()
    print(outer.done(), outer.result())

    print("shield")
    children = [asyncio.get_event_loop().create_future() for _ in range(2)]
    outer = asyncio.gather(*children)
    shielded = asyncio.shield(outer)
    await turns()
    shielded.cancel()
    await turns()
    print(shielded.cancelled(), outer.cancelled(), outer.done())
    for n, child in enumerate(children):
        child.set_result(n)
    await turns()
    print(outer.result(), await outer)

    print("a future and a task are shown as before")
    future, task = asyncio.get_event_loop().create_future(), asyncio.create_task(work(3))
    future.add_done_callback(got.append)
    task.add_done_callback(got.append)
    future.set_result(None)
    await turns()
    print(got[-2] is future, got[-1] is task)


asyncio.run(main())
