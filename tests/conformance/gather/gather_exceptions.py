# Oracle: CPython
# The first exception propagates and leaves the siblings running; return_exceptions collects them all.
import asyncio


async def work(n, fail):
    await asyncio.sleep(0.04 * n)
    print("work", n)
    if fail:
        raise ValueError(n)
    return n


async def main():
    try:
        print(await asyncio.gather(work(1, False), work(2, True), work(3, False)))
    except ValueError as er:
        print("raised", er.args)
    await asyncio.sleep(0.1)

    try:
        print(await asyncio.gather(work(2, False), work(1, True)))
    except ValueError as er:
        print("raised", er.args)
    await asyncio.sleep(0.1)

    results = await asyncio.gather(work(1, False), work(2, True), work(3, True), return_exceptions=True)
    print([r.args if isinstance(r, ValueError) else r for r in results])


asyncio.run(main())
