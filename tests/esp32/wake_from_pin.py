# A hard interrupt of a pin sets a flag; the pin's own output raises it. Every wake arrives, while the loop sleeps and while
# other tasks are ready.
import asyncio
from machine import Pin

pin = Pin(2, Pin.OUT, value=0)
flag = asyncio.ThreadSafeFlag()
pin.irq(lambda _: flag.set(), Pin.IRQ_RISING, hard=True)


async def raise_pin(times, pause_ms):
    for _ in range(times):
        pin.on()
        pin.off()
        await asyncio.sleep_ms(pause_ms)


async def wakes(times):
    for _ in range(times):
        await flag.wait()
    return times


async def busy():
    while True:
        await asyncio.sleep_ms(0)


async def main():
    for others in (0, 10):
        tasks = [asyncio.create_task(busy()) for _ in range(others)]
        waiter = asyncio.create_task(wakes(20))
        asyncio.create_task(raise_pin(20, 2 + 5 * others))
        print(others, "others ready:", await asyncio.wait_for(waiter, 20), "wakes")
        for task in tasks:
            task.cancel()


asyncio.run(main())
