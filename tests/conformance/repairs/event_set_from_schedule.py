# Repairs: Event.set() from an IRQ corrupts the queue (#5795, #6106). Fails on stock.
# Oracle: reasoned: docs/differences.md; MicroPython's own scheduler
# 100,000 sets from micropython.schedule between the bytecodes of a running loop, and sets while it is idle.
import asyncio
import micropython
import time

SETS = 100000


async def busy_part():
    event, state = asyncio.Event(), [0]

    def callback(_):
        if state[0] < SETS:
            state[0] += 1
            event.set()
            schedule(callback, None)

    schedule = micropython.schedule
    schedule(callback, None)
    seen = wakes = 0
    while seen < SETS:
        await event.wait()
        event.clear()
        seen = state[0]
        wakes += 1
        # Scheduled callbacks fall between these bytecodes.
        for _ in range(wakes % 7):
            pass
    print("busy loop: seen the last of", seen)


async def idle_part():
    event, end = asyncio.Event(), time.ticks_add(time.ticks_ms(), 40)

    def callback(_):
        if time.ticks_diff(end, time.ticks_ms()) > 0:
            micropython.schedule(callback, None)
        else:
            event.set()

    micropython.schedule(callback, None)
    await event.wait()
    print("idle loop: woken")


asyncio.run(busy_part())
asyncio.run(idle_part())
