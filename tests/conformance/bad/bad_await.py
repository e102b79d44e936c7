# Oracle: stock
# Awaiting a foreign object is the awaiting task's TypeError, nobody else's.
import asyncio


async def waits_for(thing):
    return await thing


async def beside():
    for n in range(3):
        print("beside", n)
        await asyncio.sleep_ms(0)


async def main():
    task = asyncio.create_task(beside())
    for thing in (3, None, object(), print):
        try:
            await waits_for(thing)
        except TypeError:
            print("TypeError")
        try:
            await asyncio.create_task(waits_for(thing))
        except TypeError:
            print("TypeError by task")
    await task


asyncio.run(main())
