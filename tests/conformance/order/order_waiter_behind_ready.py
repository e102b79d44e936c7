# Oracle: CPython
# Who waits for a task runs behind those that were ready when that task ended.
import asyncio


async def quick():
    print("quick")
    return "value"


async def busy(name):
    for turn in range(3):
        print("busy", name, turn)
        await asyncio.sleep(0)


async def main():
    task = asyncio.create_task(quick())
    others = [asyncio.create_task(busy(name)) for name in "xyz"]
    print("got", await task)
    for other in others:
        await other


asyncio.run(main())
