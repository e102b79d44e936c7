# Three tasks wake each 100 ms for a second, and have little to do. GP5 is high meanwhile: the emulator counts the time asleep.
import asyncio
from machine import Pin

measured = Pin(5, Pin.OUT, value=0)


async def blink(pin):
    while True:
        pin.toggle()
        await asyncio.sleep_ms(100)


async def main():
    tasks = [asyncio.create_task(blink(Pin(number, Pin.OUT))) for number in (10, 11, 12)]
    await asyncio.sleep_ms(50)
    measured.on()
    await asyncio.sleep_ms(1000)
    measured.off()
    for task in tasks:
        task.cancel()


asyncio.run(main())
