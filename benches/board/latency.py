# What a board's user feels, on our asyncio and on stock's: a switch, and the way from a timer's interrupt to the task that waits.
# Each line is `name: figure unit`.
import asyncio
import gc
import time

try:
    from machine import Timer
except ImportError:
    Timer = None

ROUNDS = 200
WAKES = 50


async def switches(n, times):
    async def one():
        for _ in range(times):
            await asyncio.sleep_ms(0)

    tasks = [asyncio.create_task(one()) for _ in range(n)]
    begin = time.ticks_us()
    for task in tasks:
        await task
    return time.ticks_diff(time.ticks_us(), begin) / (n * times)


async def busy(stop):
    while not stop:
        await asyncio.sleep_ms(0)


async def wakes(others):
    flag = asyncio.ThreadSafeFlag()
    struck = 0

    def strike(timer):
        nonlocal struck
        struck = time.ticks_us()
        flag.set()

    stop = []
    tasks = [asyncio.create_task(busy(stop)) for _ in range(others)]
    timer = Timer(-1)
    took = []
    for _ in range(WAKES):
        timer.init(mode=Timer.ONE_SHOT, period=5, callback=strike)
        await flag.wait()
        took.append(time.ticks_diff(time.ticks_us(), struck))
    timer.deinit()
    stop.append(True)
    for task in tasks:
        await task
    took.sort()
    return took[len(took) // 2], took[-1]


async def main():
    for n in (1, 10):
        gc.collect()
        print(f"switch between {n} tasks: {await switches(n, ROUNDS):.1f} us")
    if Timer is None:
        print("wake: no machine.Timer on this board")
        return
    for others in (0, 10):
        gc.collect()
        median, worst = await wakes(others)
        print(f"timer to task, {others} others ready, median: {median} us")
        print(f"timer to task, {others} others ready, worst: {worst} us")


asyncio.run(main())
