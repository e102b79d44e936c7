# Oracle: stock
# A coroutine closed before or while its task waits: the task ends, the loop goes on.
import asyncio


async def work():
    try:
        await asyncio.sleep_ms(20)
        print("never printed")
    finally:
        print("finally")


async def main():
    coro = work()
    coro.close()
    print(await asyncio.create_task(coro))
    coro = work()
    task = asyncio.create_task(coro)
    await asyncio.sleep_ms(0)
    coro.close()
    print(await task)


asyncio.run(main())
