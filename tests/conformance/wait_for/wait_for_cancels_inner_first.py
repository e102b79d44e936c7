# Oracle: CPython
# On timeout the inner task is cancelled and has ended before wait_for raises.
import asyncio


async def work():
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        print("cleaning up")
        await asyncio.sleep(0.04)
        print("cleaned up")
        raise


async def main():
    task = asyncio.create_task(work())
    try:
        await asyncio.wait_for(task, 0.02)
    except asyncio.TimeoutError:
        print("TimeoutError", task.done())


asyncio.run(main())
