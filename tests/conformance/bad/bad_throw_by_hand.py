# Oracle: stock
# An exception thrown into a waiting coroutine by hand ends it; its task finds it finished at its next turn.
import asyncio


async def work():
    try:
        await asyncio.sleep_ms(20)
    except ValueError as er:
        print("thrown", er.args)


async def main():
    coro = work()
    task = asyncio.create_task(coro)
    await asyncio.sleep_ms(0)
    try:
        coro.throw(ValueError("by hand"))
    except StopIteration:
        print("ended")
    print(await task)


asyncio.run(main())
