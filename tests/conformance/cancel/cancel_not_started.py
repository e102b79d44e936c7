# Oracle: CPython
# A task cancelled before its first turn never runs a line of its body.
import asyncio


async def work():
    print("never printed")
    try:
        await asyncio.sleep(1)
    finally:
        print("never printed either")


async def main():
    task = asyncio.create_task(work())
    print(task.cancel(), task.done())
    try:
        await task
    except asyncio.CancelledError as er:
        print("cancelled", er.args)
    print(task.done())


asyncio.run(main())
