# Oracle: reasoned: neither stock nor CPython has a Latch
# Features: latch
# A Latch opens after so many counts, wakes all that wait in the order in which they came, and stays open.
import asyncio


async def wait(name, latch):
    try:
        print(name, await latch.wait())
    except asyncio.CancelledError:
        print(name, "cancelled")


async def main():
    latch = asyncio.Latch(2)
    tasks = [asyncio.create_task(wait(name, latch)) for name in "abc"]
    await asyncio.sleep(0)
    latch.count_down()
    tasks[1].cancel()
    await asyncio.sleep(0)
    latch.count_down()
    latch.count_down()
    await asyncio.gather(*tasks)
    print(await latch.wait())
    try:
        asyncio.Latch(0)
    except ValueError as error:
        print(error)


asyncio.run(main())
