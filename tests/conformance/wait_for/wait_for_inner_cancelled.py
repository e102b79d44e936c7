# Oracle: CPython
# Cancelling the task that wait_for waits for: wait_for raises CancelledError.
import asyncio


async def work():
    await asyncio.sleep(10)


async def main():
    for timeout in (10, None):
        task = asyncio.create_task(work())
        waiting = asyncio.create_task(asyncio.wait_for(task, timeout))
        await asyncio.sleep(0.02)
        task.cancel()
        try:
            await waiting
        except asyncio.CancelledError:
            print("cancelled", task.done(), waiting.done())


asyncio.run(main())
