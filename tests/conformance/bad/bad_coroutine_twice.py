# Oracle: stock
# One coroutine given to two tasks: whoever resumes it when it has ended gets None; the loop goes on.
import asyncio


async def work():
    for n in range(3):
        print("step", n)
        await asyncio.sleep_ms(0)
    return "result"


async def main():
    coro = work()
    first = asyncio.create_task(coro)
    second = asyncio.create_task(coro)
    print(await first)
    print(await second)
    coro = work()
    print(await coro)
    print(await coro)
    print(await asyncio.create_task(coro))


asyncio.run(main())
