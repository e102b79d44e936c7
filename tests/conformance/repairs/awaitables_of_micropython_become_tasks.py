# Repairs: awaitables of the module need a wrapper to become tasks. Fails on stock.
# Oracle: reasoned: docs/differences.md; these names are MicroPython's own
# sleep_ms, ThreadSafeFlag.wait, wait_for_ms and gather given to create_task, gather and wait_for_ms.
import asyncio


async def work(n):
    await asyncio.sleep_ms(0)
    return n


async def main():
    flag = asyncio.ThreadSafeFlag()
    print(await asyncio.create_task(asyncio.sleep_ms(20)))
    flag.set()
    print(await asyncio.create_task(flag.wait()))
    print(await asyncio.create_task(asyncio.wait_for_ms(work(1), 1000)))
    print(await asyncio.create_task(asyncio.gather(work(2), work(3))))
    flag.set()
    print(await asyncio.gather(asyncio.sleep_ms(20), flag.wait(), asyncio.wait_for_ms(work(4), 1000)))
    print(await asyncio.wait_for_ms(asyncio.sleep_ms(20), 1000))
    try:
        await asyncio.wait_for_ms(flag.wait(), 20)
    except asyncio.TimeoutError:
        print("TimeoutError")
    print(asyncio.run_until_complete is not None)


asyncio.run(main())
print(asyncio.run(asyncio.sleep_ms(0)))
print(asyncio.run(asyncio.gather(work(5), work(6))))
