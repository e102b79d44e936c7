# Repairs: run() gives up while a wake from outside may still come (1.25). Fails on stock.
# Oracle: reasoned: upstream changed it in 1.26 (asyncio_event_queue.py there)
# With the main task waiting and nothing queued, run() waits for a set from micropython.schedule.
import asyncio
import micropython
import time


def later(end):
    if time.ticks_diff(end, time.ticks_ms()) > 0:
        micropython.schedule(later, end)
    else:
        event.set()


async def main():
    micropython.schedule(later, time.ticks_add(time.ticks_ms(), 50))
    await event.wait()
    return "woken from outside"


event = asyncio.Event()
print(asyncio.run(main()))
