# Oracle: CPython
# Cancelling one of several waiters of an event leaves the others, in order.
import asyncio


async def waiter(name, event):
    try:
        await event.wait()
        print("woke", name)
    except asyncio.CancelledError:
        print("cancelled", name)
        raise


async def main():
    event = asyncio.Event()
    tasks = [asyncio.create_task(waiter(i, event)) for i in range(7)]
    await asyncio.sleep(0)
    for i in (3, 0, 6):
        tasks[i].cancel()
    await asyncio.sleep(0)
    event.set()
    for task in tasks:
        try:
            await task
        except asyncio.CancelledError:
            pass
    print("done")


asyncio.run(main())
