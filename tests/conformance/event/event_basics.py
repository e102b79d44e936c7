# Oracle: CPython
# set, clear, is_set; wait gives True, at once if the event is set.
import asyncio


async def main():
    event = asyncio.Event()
    print(event.is_set())
    event.set()
    print(event.is_set(), await event.wait(), event.is_set())
    event.set()
    event.clear()
    print(event.is_set())
    event.clear()
    task = asyncio.create_task(event.wait())
    await asyncio.sleep(0)
    print(task.done())
    event.set()
    print(await task, event.is_set())


asyncio.run(main())
