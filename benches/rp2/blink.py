# One task gives a pulse on GP3 every millisecond, as far as sleep_ms(1) does, while OTHERS tasks work without a pause.
# The emulator records the edges.
import asyncio
from machine import Pin

pulse = Pin(3, Pin.OUT, value=0)


async def blink():
    for _ in range(PULSES):
        pulse.on()
        pulse.off()
        await asyncio.sleep_ms(1)


async def work():
    total = 0
    while True:
        total += 1
        await asyncio.sleep_ms(0)


async def main():
    others = [asyncio.create_task(work()) for _ in range(OTHERS)]
    await asyncio.create_task(blink())
    for task in others:
        task.cancel()


asyncio.run(main())
