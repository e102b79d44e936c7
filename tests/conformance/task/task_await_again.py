# Oracle: CPython
# A finished task can be awaited any number of times; its exception is the same object each time.
import asyncio


async def give():
    return [1]


async def fail():
    raise ValueError("once")


async def main():
    task = asyncio.create_task(give())
    first = await task
    for _ in range(3):
        print(await task is first)
    task = asyncio.create_task(fail())
    errors = []
    for _ in range(3):
        try:
            await task
        except ValueError as er:
            errors.append(er)
    print(len(errors), errors[0] is errors[1] is errors[2])
    task = asyncio.create_task(asyncio.Event().wait())
    await asyncio.sleep(0)
    task.cancel()
    for _ in range(3):
        try:
            await task
        except asyncio.CancelledError:
            print("cancelled")


asyncio.run(main())
