# Oracle: CPython
# Tasks that only the loop knows, sleeping, ready or waiting, survive collections.
import asyncio
import gc


async def sleeper(n):
    await asyncio.sleep(0.02)
    total[0] += n


async def spinner(n):
    for _ in range(5):
        await asyncio.sleep(0)
    total[0] += n


async def waiter(event, n):
    await event.wait()
    total[0] += n


async def litter():
    for _ in range(20):
        [bytearray(100) for _ in range(50)]
        gc.collect()
        await asyncio.sleep(0)


async def main():
    event = asyncio.Event()
    kept = []
    for n in range(10):
        kept.append(asyncio.create_task(sleeper(n)))
        kept.append(asyncio.create_task(spinner(n)))
        kept.append(asyncio.create_task(waiter(event, n)))
    # The loop alone holds them now (CPython's holds ready and sleeping ones; the event its waiters).
    kept.clear()
    await litter()
    event.set()
    await asyncio.sleep(0.1)
    print(total[0])


total = [0]
asyncio.run(main())
