# Oracle: stock
# Cancelling a gather wakes the outer before the inner ones, and cancels all of them.
import asyncio


async def work(n):
    try:
        await asyncio.sleep_ms(10000)
    except asyncio.CancelledError:
        print("work", n, "cancelled")
        raise


async def outer(tasks, return_exceptions):
    try:
        print(await asyncio.gather(*tasks, return_exceptions=return_exceptions))
    except asyncio.CancelledError as er:
        print("outer cancelled", er.args, [task.done() for task in tasks])
        raise


async def main():
    for return_exceptions in (False, True):
        tasks = [asyncio.create_task(work(n)) for n in range(3)]
        waiting = asyncio.create_task(outer(tasks, return_exceptions))
        await asyncio.sleep_ms(20)
        print(waiting.cancel())
        try:
            await waiting
        except asyncio.CancelledError:
            print("cancelled")
        for _ in range(3):
            await asyncio.sleep_ms(0)
        print([task.done() for task in tasks])


asyncio.run(main())
