# Oracle: stock
# run_until_complete(None) runs until no task is left and returns None, at module level and on the loop.
import asyncio


async def work(name):
    for turn in range(2):
        print(name, turn)
        await asyncio.sleep_ms(10)
    return name


asyncio.create_task(work("a"))
asyncio.create_task(work("b"))
print(asyncio.run_until_complete())
print(asyncio.run_until_complete(None))
task = asyncio.create_task(work("c"))
print(asyncio.run_until_complete(task))
print(asyncio.get_event_loop().run_until_complete(work("d")))
task = asyncio.create_task(work("e"))
print(asyncio.get_event_loop().run_until_complete(task))
