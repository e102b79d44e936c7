# Oracle: CPython
# Features: task-group
# KeyboardInterrupt and SystemExit of a body go through the group, after its tasks have ended.
import asyncio


async def work(name):
    try:
        await asyncio.sleep(5)
    finally:
        print(name, "ends")


async def body(error):
    async with asyncio.TaskGroup() as tg:
        tg.create_task(work("a"))
        await asyncio.sleep(0.04)
        raise error


async def body_and_member(error):
    async def fails():
        try:
            await asyncio.sleep(5)
        finally:
            raise ValueError("member")

    async with asyncio.TaskGroup() as tg:
        tg.create_task(fails())
        await asyncio.sleep(0.04)
        raise error


for make in body, body_and_member:
    for error in KeyboardInterrupt, SystemExit:
        try:
            asyncio.run(make(error()))
        except ExceptionGroup as group:
            print("ExceptionGroup", group.exceptions)
        except (KeyboardInterrupt, SystemExit) as raised:
            print(type(raised).__name__)
