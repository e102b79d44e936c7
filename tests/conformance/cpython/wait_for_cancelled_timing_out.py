# Oracle: CPython
# A task is cancelled while its wait_for() has timed out and waits for the end of what it waited for: the cancellation arrives.
import asyncio


async def slow_to_end():
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        for _ in range(3):
            try:
                await asyncio.sleep(0.02)
            except asyncio.CancelledError:
                pass


async def waits():
    try:
        await asyncio.wait_for(slow_to_end(), 0.02)
        print("ended")
    except asyncio.TimeoutError:
        print("timed out")
    await asyncio.sleep(0)
    return "went on"


async def main():
    task = asyncio.create_task(waits())
    await asyncio.sleep(0.04)
    task.cancel()
    try:
        print(await task)
    except asyncio.CancelledError:
        print("cancelled")


asyncio.run(main())
