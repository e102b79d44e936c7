# Oracle: CPython
# Features: wait
# as_completed(): results in the order in which they come, exceptions, a timeout, cancellation.
import asyncio


async def work(name, delay, error=None):
    await asyncio.sleep(delay)
    if error:
        raise error
    return name


async def main():
    for coro in asyncio.as_completed([work("a", 0.12), work("b", 0.04), work("c", 0.08)]):
        earliest_result = await coro
        print(earliest_result)

    for coro in asyncio.as_completed([work("a", 0.08), work("bad", 0.04, ValueError("bad"))]):
        try:
            print(await coro)
        except ValueError as error:
            print("ValueError", error)

    tasks = [asyncio.create_task(work("quick", 0.04)), asyncio.create_task(work("slow", 5))]
    for coro in asyncio.as_completed(tasks, timeout=0.08):
        try:
            print(await coro)
        except asyncio.TimeoutError:
            print("TimeoutError")
    print([task.done() for task in tasks], tasks[1].cancelling())
    tasks[1].cancel()

    # Those that have ended before.
    tasks = [asyncio.create_task(work(i, 0)) for i in range(3)]
    await asyncio.gather(*tasks)
    results = set()
    for coro in asyncio.as_completed(tasks):
        results.add(await coro)
    print(sorted(results))
    print(len(list(asyncio.as_completed([]))))

    # All asked for at once, by tasks of their own.
    async def get(coro):
        return await coro
    getters = [asyncio.create_task(get(coro)) for coro in asyncio.as_completed([work("a", 0.08), work("b", 0.04)])]
    print(await asyncio.gather(*getters))

    # Who waits for the next can be cancelled; what ends goes to who asks then.
    tasks = [asyncio.create_task(work("x", 0.08)), asyncio.create_task(work("y", 0.12))]
    iterator = iter(asyncio.as_completed(tasks))
    getter = asyncio.create_task(get(next(iterator)))
    await asyncio.sleep(0.04)
    getter.cancel()
    try:
        await getter
    except asyncio.CancelledError:
        print("cancelled", [task.cancelling() for task in tasks])
    print(await next(iterator))
    await asyncio.gather(*tasks)


asyncio.run(main())
