# Oracle: stock
# Cancelling a task inside wait_for wakes the outer before the inner.
import asyncio


async def inner():
    try:
        await asyncio.sleep_ms(10000)
    except asyncio.CancelledError:
        print("inner cancelled")
        raise


async def outer(task, timeout):
    try:
        await asyncio.wait_for_ms(task, timeout)
    except asyncio.CancelledError as er:
        print("outer cancelled", er.args, "inner done", task.done())
        raise


async def main():
    for timeout in (5000, None):
        task = asyncio.create_task(inner())
        waiting = asyncio.create_task(outer(task, timeout))
        await asyncio.sleep_ms(20)
        print(waiting.cancel())
        try:
            await waiting
        except asyncio.CancelledError:
            print("cancelled")
        for _ in range(4):
            await asyncio.sleep_ms(0)
        print(task.done())


asyncio.run(main())
