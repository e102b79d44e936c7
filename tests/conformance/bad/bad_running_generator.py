# Oracle: stock
# A coroutine that is running cannot be resumed from inside itself; its task gets ValueError.
import asyncio


async def selfish():
    try:
        await me
    except ValueError:
        print("ValueError")
    return "went on"


async def closes():
    try:
        me.close()
        print("closed")
    except ValueError:
        print("ValueError on close")
    return "went on"


async def main():
    global me
    for function in (selfish, closes):
        me = function()
        print(await asyncio.create_task(me))


asyncio.run(main())
