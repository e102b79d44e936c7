# Ten million switches leave gc.mem_free() where it began. On any firmware.
import asyncio
import gc

TASKS, TURNS = 10, 1000000


async def switching(turns):
    for _ in range(turns):
        await asyncio.sleep_ms(0)


async def all_of(turns):
    tasks = [asyncio.create_task(switching(turns)) for _ in range(TASKS)]
    while not all(task.done() for task in tasks):
        await asyncio.sleep_ms(0)


def free():
    gc.collect()
    return gc.mem_free()


async def main():
    # What the first round takes and keeps, the second does too.
    await all_of(100)
    before = free()
    await all_of(TURNS)
    after = free()
    print("switches:", TASKS * TURNS, "bytes free before and after:", before, after)
    # A dead word of the stack may hold on to one object.
    assert after >= before - 128, before - after


asyncio.run(main())
