# Oracle: CPython
# Tasks run first in the order of their creation; one created meanwhile goes behind those already ready.
import asyncio


async def child(name):
    print("start", name)
    await asyncio.sleep(0)
    print("end", name)


async def parent(name, tasks):
    print("start", name)
    tasks.append(asyncio.create_task(child(name + ".a")))
    await asyncio.sleep(0)
    tasks.append(asyncio.create_task(child(name + ".b")))
    print("end", name)


async def main():
    tasks = []
    parents = [asyncio.create_task(parent(name, tasks)) for name in "123"]
    print("created")
    for task in parents:
        await task
    for task in tasks:
        await task
    print("done")


asyncio.run(main())
