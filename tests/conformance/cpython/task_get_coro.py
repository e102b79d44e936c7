# Oracle: CPython
# Features: task-api
# get_coro(), iscoroutine(), get_running_loop().
import asyncio


async def nothing():
    try:
        return asyncio.get_running_loop() is asyncio.get_event_loop()
    except RuntimeError:
        return "no loop"


try:
    asyncio.get_running_loop()
except RuntimeError as error:
    print("RuntimeError", error)


async def main():
    coro = nothing()
    print(asyncio.iscoroutine(coro), asyncio.iscoroutine(nothing), asyncio.iscoroutine(5))
    task = asyncio.create_task(coro)
    print(task.get_coro() is coro, asyncio.iscoroutine(task))
    print(await task, task.get_coro() is coro)
    print(asyncio.get_running_loop().is_running())


asyncio.run(main())
