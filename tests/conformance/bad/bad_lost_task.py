# Oracle: stock
# A bare yield without a queue loses the task, and only that one.
import asyncio


def lost():
    print("lost starts")
    yield
    print("never printed")


async def main():
    task = asyncio.create_task(lost())
    await asyncio.sleep_ms(20)
    print(task.done())
    for value in (5, "text", None):
        task = asyncio.create_task(yields(value))
        await asyncio.sleep_ms(0)
        print(task.done())


def yields(value):
    yield value
    print("never printed")


asyncio.run(main())
