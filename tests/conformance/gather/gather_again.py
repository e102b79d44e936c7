# Oracle: reasoned: stock raises what is not an exception, and awaits one that is over without a word
# A gather that is over is awaited again, kept while others are made, and awaited while it waits.
import asyncio


async def value(n, ms=0):
    await asyncio.sleep_ms(ms)
    return n


async def fail(n):
    raise ValueError(n)


async def again(name, gather):
    try:
        print(name, await gather)
    except RuntimeError as er:
        print(name, "RuntimeError", er)


async def main():
    first = asyncio.gather(value(1), value(2))
    print(await first)
    await again("over", first)

    # Kept and pending ones are never handed out again.
    kept = [asyncio.gather(value(n), value(n + 1, 2)) for n in range(0, 8, 2)]
    for gather in kept:
        print(await gather)
    print(await asyncio.gather(asyncio.gather(value(1), value(2)), asyncio.gather(value(3), asyncio.gather(value(4)))))

    shared = asyncio.gather(value(1, 5), value(2, 5))
    task = asyncio.create_task(again("first", shared))
    await asyncio.sleep_ms(1)
    await again("second", shared)
    await task

    # One that failed leaves its other children running, and the next one knows nothing of them.
    slow = asyncio.create_task(value("slow", 500))
    failed = asyncio.gather(slow, fail(1))
    try:
        await failed
    except ValueError as er:
        print("ValueError", er)
    await again("failed", failed)
    print(await asyncio.gather(value(5, 1), value(6, 2)), slow.done())
    print(await slow)

    # One whose caller is cancelled, too.
    caller = asyncio.create_task(asyncio.gather(value(7, 1000), value(8, 1000)))
    await asyncio.sleep_ms(1)
    caller.cancel()
    try:
        await caller
    except asyncio.CancelledError:
        print("cancelled")
    print(await asyncio.gather(value(9), return_exceptions=True), await asyncio.gather())


asyncio.run(main())
