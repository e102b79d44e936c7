# Repairs: Event.set() from outside the loop corrupts its queue (#5795, #6106). Fails on stock.
# Oracle: reasoned: docs/differences.md; CPython has no thread-safe Event
# 100,000 sets from another thread against a running loop, and sets while the loop is idle: none is lost.
import asyncio

try:
    import _thread
except ImportError:
    print("SKIP: this port has no threads")
    raise SystemExit
import time

SETS = 100000


def setter(event, count, state, pause_ms):
    for n in range(count):
        state[0] = n + 1
        event.set()
        if pause_ms:
            time.sleep_ms(pause_ms)


async def spinner(state, count):
    while state[0] < count:
        await asyncio.sleep_ms(0)


async def waiter(event, state, count):
    seen = wakes = 0
    while seen < count:
        await event.wait()
        event.clear()
        seen = state[0]
        wakes += 1
    return seen, wakes


async def main():
    event, state = asyncio.Event(), [0]
    task = asyncio.create_task(waiter(event, state, SETS))
    beside = asyncio.create_task(spinner(state, SETS))
    _thread.start_new_thread(setter, (event, SETS, state, 0))
    seen, wakes = await task
    await beside
    print("busy loop: seen the last of", seen, wakes > 0)

    event, state = asyncio.Event(), [0]
    _thread.start_new_thread(setter, (event, 20, state, 5))
    seen, wakes = await waiter(event, state, 20)
    print("idle loop: seen the last of", seen, wakes > 0)

    event, state = asyncio.Event(), [0]
    tasks = [asyncio.create_task(event.wait()) for _ in range(5)]
    await asyncio.sleep_ms(0)
    _thread.start_new_thread(setter, (event, 1, state, 0))
    for task in tasks:
        await task
    print("all waiters woken")


asyncio.run(main())
