# Oracle: stock
# create_task works before any loop runs; the tasks start when one does, in order.
import asyncio


async def work(name):
    print("work", name)
    await asyncio.sleep_ms(0)
    return name


async def main():
    print("main")
    for task in tasks:
        print(await task)


tasks = [asyncio.create_task(work(name)) for name in "abc"]
print([task.done() for task in tasks])
asyncio.run(main())
print([task.done() for task in tasks])
