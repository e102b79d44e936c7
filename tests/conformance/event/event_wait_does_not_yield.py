# Oracle: CPython
# wait() of an event that is set does not give others a turn.
import asyncio


async def other():
    print("other")


async def main():
    event = asyncio.Event()
    event.set()
    task = asyncio.create_task(other())
    for _ in range(3):
        await event.wait()
        print("main")
    await task


asyncio.run(main())
