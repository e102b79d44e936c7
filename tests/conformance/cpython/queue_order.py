# Oracle: CPython
# Features: queue
# Getters and putters are served in the order in which they came, and a getter can be overtaken.
import asyncio


async def getter(name, queue):
    print(name, "got", await queue.get())


async def putter(name, queue):
    await queue.put(name)
    print(name, "put")


async def main():
    queue = asyncio.Queue(1)
    getters = [asyncio.create_task(getter(f"getter {i}", queue)) for i in range(3)]
    await asyncio.sleep(0)
    for item in "abc":
        await queue.put(item)
        print("put", item)
    await asyncio.gather(*getters)

    putters = [asyncio.create_task(putter(f"putter {i}", queue)) for i in range(4)]
    await asyncio.sleep(0)
    print("full", queue.full(), queue.qsize())
    for _ in range(4):
        print("main got", await queue.get())
    await asyncio.gather(*putters)

    # The item wakes the first getter, but main takes it.
    getters = [asyncio.create_task(getter(f"late {i}", queue)) for i in range(2)]
    await asyncio.sleep(0)
    queue.put_nowait("mine")
    print("main got", queue.get_nowait())
    await asyncio.sleep(0)
    queue.put_nowait("x")
    await asyncio.sleep(0)
    queue.put_nowait("y")
    await asyncio.gather(*getters)


asyncio.run(main())
