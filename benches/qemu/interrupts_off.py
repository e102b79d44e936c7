# What `make bench-interrupts-off` traces: flags, events, bits, locks and a queue, with flags and events that hard interrupts set: one at a
# time, and many in one interrupt. The longest stretch with interrupts off must not depend on how many.
import asyncio
import machine

MANY = 10

events = [asyncio.Event() for _ in range(MANY)]
flags = [asyncio.ThreadSafeFlag() for _ in range(MANY)]
bits = asyncio.EventFlags() if hasattr(asyncio, "EventFlags") else None
queue = asyncio.ThreadSafeQueue(MANY, lossy=True) if hasattr(asyncio, "ThreadSafeQueue") else None
lock = asyncio.Lock()
struck = 0
woken = 0


def strike_one(timer):
    global struck
    struck += 1
    flags[0].set()
    flags[0].set()


def strike_all(timer):
    global struck
    struck += 1
    for i in range(MANY):
        events[i].set()
        flags[i].set()
    if bits:
        bits.set(7)
    if queue:
        # More than it holds, so that items are dropped.
        for i in range(MANY + 2):
            queue.put_nowait(i)


async def flag_waiter(i):
    global woken
    while True:
        await flags[i].wait()
        woken += 1


async def event_waiter(i):
    global woken
    while True:
        await events[i].wait()
        events[i].clear()
        woken += 1


async def bits_waiter():
    while True:
        await bits.wait_all(7, clear=True)


async def queue_getter():
    async for _ in queue:
        queue.qsize()


async def locker():
    while True:
        async with lock:
            await asyncio.sleep_ms(0)
        await asyncio.sleep_ms(1)


async def child():
    await asyncio.sleep_ms(1)


async def struck_by(strike, times):
    timer = machine.Timer(-1)
    before = struck
    timer.init(freq=500, callback=strike, hard=True)
    while struck - before < times:
        await asyncio.sleep_ms(1)
    timer.deinit()
    await asyncio.sleep_ms(1)


async def main():
    tasks = [asyncio.create_task(flag_waiter(0))]
    await struck_by(strike_one, 5)
    tasks += [asyncio.create_task(locker()) for _ in range(2)]
    tasks += [asyncio.create_task(flag_waiter(i)) for i in range(1, MANY)]
    tasks += [asyncio.create_task(event_waiter(i)) for i in range(MANY)]
    if bits:
        tasks.append(asyncio.create_task(bits_waiter()))
    if queue:
        tasks.append(asyncio.create_task(queue_getter()))
    await struck_by(strike_all, 5)
    await asyncio.gather(child(), child())
    try:
        await asyncio.wait_for_ms(flags[0].wait(), 2)
    except (asyncio.TimeoutError, RuntimeError):
        pass
    for task in tasks:
        task.cancel()
    await asyncio.sleep_ms(0)
    print("struck", struck >= 10, "woken", woken >= 5 * 2 * MANY)


asyncio.run(main())
