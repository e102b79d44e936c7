# Oracle: stock
# Tasks that the main task did not wait for stay queued and go on in the next run.
import asyncio


async def work(name):
    for turn in range(3):
        print("work", name, turn)
        await asyncio.sleep_ms(0)
    print("work", name, "ends")


async def first():
    asyncio.create_task(work("a"))
    asyncio.create_task(work("b"))
    await asyncio.sleep_ms(0)
    return "first"


async def second():
    for _ in range(4):
        await asyncio.sleep_ms(0)
    return "second"


print(asyncio.run(first()))
print(asyncio.run(second()))
print(asyncio.run(second()))
