# Oracle: CPython
# A task may swallow its cancellation, wait again in the handler, and be cancelled again.
import asyncio


async def stubborn(times):
    for n in range(times):
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError:
            print("swallowed", n)
            await asyncio.sleep(0)
            print("still here", n)
    return "ended by itself"


async def main():
    task = asyncio.create_task(stubborn(3))
    await asyncio.sleep(0)
    for _ in range(3):
        print(task.cancel(), task.done())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    print(await task)


asyncio.run(main())
