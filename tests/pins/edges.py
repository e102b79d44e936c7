# The emulator drives GP2 at 1 kHz once GP4 rises: EDGES edges. Every one is counted and got, in the order of their times, while other
# tasks are ready and the collector runs.
import asyncio
import gc
import time
from machine import Pin

begin = Pin(4, Pin.OUT, value=0)


async def busy():
    while True:
        await asyncio.sleep_ms(0)


async def collector():
    while True:
        gc.collect()
        await asyncio.sleep_ms(50)


async def main():
    others = [asyncio.create_task(busy()) for _ in range(5)] + [asyncio.create_task(collector())]
    edges = asyncio.Edges(Pin(2, Pin.IN), size=64)
    begin.on()
    got = backwards = 0
    last = None
    async for when in edges:
        got += 1
        if last is not None and time.ticks_diff(when, last) <= 0:
            backwards += 1
        last = when
        if got == EDGES:
            break
    print("got", got, "counted", edges.count(), "dropped", edges.dropped(), "backwards", backwards)
    edges.close()
    for task in others:
        task.cancel()


asyncio.run(main())
