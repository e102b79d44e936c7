# Repairs: after KeyboardInterrupt, cur_task is stale; loop state survives (#6518, #9870). Fails on stock.
# Features: compat
# Oracle: reasoned: docs/differences.md; CPython's run makes a new loop each time
# An exception that ends run() leaves no current task; the next run works and serves the tasks left over.
import asyncio


async def interrupted(error):
    await asyncio.sleep_ms(0)
    raise error


async def left_over():
    await asyncio.sleep_ms(40)
    print("left over task ends")


async def forever():
    await asyncio.Event().wait()


async def after():
    await asyncio.sleep_ms(80)
    return "next run works"


async def main(error):
    asyncio.create_task(interrupted(error))
    asyncio.create_task(left_over())
    await forever()


for error in (KeyboardInterrupt(), SystemExit()):
    try:
        asyncio.run(main(error))
    except BaseException as er:
        print(type(er).__name__)
    print(asyncio.core.cur_task)
    try:
        asyncio.current_task()
        print("stale task")
    except RuntimeError:
        print("no current task")
    print(asyncio.run(after()))
