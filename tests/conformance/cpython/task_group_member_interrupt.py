# Oracle: CPython
# Features: task-group
# KeyboardInterrupt and SystemExit of a task of a group end the run.
import asyncio


async def interrupts(error):
    await asyncio.sleep(0.04)
    raise error


async def main(error):
    # CPython tells of it once more when it closes the loop.
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: None)
    async with asyncio.TaskGroup() as tg:
        tg.create_task(interrupts(error))
        await asyncio.sleep(5)


for error in KeyboardInterrupt, SystemExit:
    try:
        asyncio.run(main(error()))
    except (KeyboardInterrupt, SystemExit) as raised:
        print(type(raised).__name__)
