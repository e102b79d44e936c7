# Oracle: stock
# Two cancel() calls before the task's turn are one cancellation.
import asyncio


async def work():
    for _ in range(3):
        try:
            await asyncio.sleep_ms(20)
            print("slept")
        except asyncio.CancelledError:
            print("cancelled")


async def main():
    task = asyncio.create_task(work())
    await asyncio.sleep_ms(0)
    print(task.cancel(), task.cancel(), task.cancel())
    await task


asyncio.run(main())
