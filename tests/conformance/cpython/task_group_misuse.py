# Oracle: CPython
# Features: task-group
# Before a group is entered, once it has ended, twice, outside a task.
import asyncio


async def nothing():
    pass


def attempt(call):
    coro = nothing()
    try:
        call(coro)
    except RuntimeError as error:
        print("RuntimeError", str(error).split(">")[-1].replace("TaskGroup ", "").strip())
    coro.close()


async def main():
    group = asyncio.TaskGroup()
    attempt(group.create_task)
    async with group:
        try:
            async with group:
                print("not reached")
        except RuntimeError:
            print("entered twice")
    attempt(group.create_task)

    failing = asyncio.TaskGroup()

    async def fail():
        raise ValueError("fails")

    async def tries():
        try:
            await asyncio.sleep(5)
        except asyncio.CancelledError:
            attempt(failing.create_task)
            raise

    try:
        async with failing:
            failing.create_task(tries())
            await asyncio.sleep(0)
            failing.create_task(fail())
            await asyncio.sleep(5)
    except ExceptionGroup as error:
        print(len(error.exceptions))


asyncio.run(main())
