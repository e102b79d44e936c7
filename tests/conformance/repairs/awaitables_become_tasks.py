# Repairs: create_task(asyncio.sleep(1)), gather(asyncio.sleep(1), …), wait_for(event.wait(), …) fail. Fails on stock.
# Oracle: CPython
# Every awaitable that the module returns can be given to create_task, gather and wait_for.
import asyncio


async def work(n):
    await asyncio.sleep(0)
    return n


async def main():
    event, lock = asyncio.Event(), asyncio.Lock()

    def awaitables():
        yield "sleep", asyncio.sleep(0.02)
        yield "event", event.wait()
        yield "lock", lock.acquire()
        yield "wait_for", asyncio.wait_for(work(1), 10)
        yield "wait_for none", asyncio.wait_for(work(2), None)

    event.set()
    for name, awaitable in awaitables():
        print("create_task", name, await asyncio.create_task(awaitable))
    lock.release()
    print("gather", await asyncio.gather(*[awaitable for _, awaitable in awaitables()]))
    lock.release()
    for name, awaitable in awaitables():
        print("wait_for", name, await asyncio.wait_for(awaitable, 10))
    lock.release()
    print("gather of gather", await asyncio.gather(asyncio.gather(work(1), work(2)), asyncio.gather(work(3))))
    print("wait_for of gather", await asyncio.wait_for(asyncio.gather(work(1), work(2)), 10))

    event.clear()
    for name, awaitable in (("sleep", asyncio.sleep(10)), ("event", event.wait())):
        try:
            await asyncio.wait_for(awaitable, 0.02)
        except asyncio.TimeoutError:
            print(name, "TimeoutError")
        task = asyncio.create_task(event.wait())
        await asyncio.sleep(0)
        task.cancel()
        try:
            await task
        except asyncio.CancelledError:
            print(name, "cancelled")


asyncio.run(main())
