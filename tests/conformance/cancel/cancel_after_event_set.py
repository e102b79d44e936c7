# Oracle: stock
# Set and cancel in the same turn: the waiter is ready already, the cancellation finds it there.
import asyncio


async def waiter(event):
    try:
        print("waited", await event.wait())
    except asyncio.CancelledError:
        print("cancelled, set:", event.is_set())
        raise


async def main():
    event = asyncio.Event()
    for first in ("set", "cancel"):
        event.clear()
        task = asyncio.create_task(waiter(event))
        await asyncio.sleep_ms(0)
        if first == "set":
            event.set()
            task.cancel()
        else:
            task.cancel()
            event.set()
        try:
            await task
        except asyncio.CancelledError:
            print(first, "first: cancelled")


asyncio.run(main())
