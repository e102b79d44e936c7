# Repairs: the main task of run() does not count as done (1.25). Fails on stock.
# Oracle: CPython
# Once run() has returned or raised, its main task is done.
import asyncio


async def main(fail):
    tasks.append(asyncio.current_task())
    await asyncio.sleep(0)
    if fail:
        raise ValueError


tasks = []
asyncio.run(main(False))
try:
    asyncio.run(main(True))
except ValueError:
    print("ValueError")
print([task.done() for task in tasks], [task.cancel() for task in tasks])
