# The emulator presses a bouncing button at GP2, PRESSES times, once GP4 rises.
import asyncio
from machine import Pin

begin = Pin(4, Pin.OUT, value=0)


async def main():
    edges = asyncio.Edges(Pin(2, Pin.IN), Pin.IRQ_FALLING, debounce_ms=10)
    every = 0
    begin.on()
    for _ in range(PRESSES):
        await edges.wait()
        every += 1
    await asyncio.sleep_ms(200)
    print("pressed", every, "counted", edges.count())
    edges.close()


asyncio.run(main())
