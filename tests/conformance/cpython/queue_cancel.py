# Oracle: CPython
# Features: queue
# A cancelled getter or putter loses no item and no wake, whether it was still waiting or had just been woken.
import asyncio


async def getter(name, queue):
    try:
        print(name, "got", await queue.get())
    except asyncio.CancelledError:
        print(name, "cancelled")
        raise


async def putter(name, queue):
    try:
        await queue.put(name)
        print(name, "put")
    except asyncio.CancelledError:
        print(name, "cancelled")
        raise


async def main():
    print("-- getters, one cancelled while it waits")
    queue = asyncio.Queue()
    tasks = [asyncio.create_task(getter(f"getter {i}", queue)) for i in range(3)]
    await asyncio.sleep(0)
    tasks[1].cancel()
    queue.put_nowait("a")
    queue.put_nowait("b")
    await asyncio.gather(*tasks, return_exceptions=True)

    print("-- the first woken, then cancelled")
    tasks = [asyncio.create_task(getter(f"getter {i}", queue)) for i in range(3)]
    await asyncio.sleep(0)
    queue.put_nowait("a")
    tasks[0].cancel()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    queue.put_nowait("b")
    await asyncio.gather(*tasks, return_exceptions=True)
    print("left", queue.qsize())

    print("-- putters, one cancelled while it waits")
    queue = asyncio.Queue(1)
    queue.put_nowait("full")
    tasks = [asyncio.create_task(putter(f"putter {i}", queue)) for i in range(3)]
    await asyncio.sleep(0)
    tasks[0].cancel()
    for _ in range(3):
        print("main got", await queue.get())
    await asyncio.gather(*tasks, return_exceptions=True)

    print("-- the first woken, then cancelled")
    queue.put_nowait("full")
    tasks = [asyncio.create_task(putter(f"putter {i}", queue)) for i in range(3)]
    await asyncio.sleep(0)
    print("main got", queue.get_nowait())
    tasks[0].cancel()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    for _ in range(2):
        print("main got", await queue.get())
    await asyncio.gather(*tasks, return_exceptions=True)

    print("-- time-outs")
    try:
        await asyncio.wait_for(queue.get(), 0.01)
    except asyncio.TimeoutError:
        print("no item")
    queue.put_nowait("full")
    try:
        await asyncio.wait_for(queue.put("too much"), 0.01)
    except asyncio.TimeoutError:
        print("no room", queue.qsize())
    print(await asyncio.wait_for(queue.get(), 0.01))
    task = asyncio.create_task(queue.get())
    await asyncio.sleep(0)
    await queue.put("later")
    print(await task)
    print(await asyncio.gather(queue.put(1), queue.get()))


asyncio.run(main())
