# Features: idle
# machine.lightsleep in the function of set_idle: sleepers wake in time and in order, the clock is right, and a flag that an interrupt sets within
# the function wakes its task after it.
import asyncio
import machine
import time
from machine import Pin

loop = asyncio.get_event_loop()
sleeps = []


def idle(us):
    if us is not None and us > 3000:
        ms = us // 1000 - 1
        began = time.ticks_ms()
        machine.lightsleep(ms)
        sleeps.append(time.ticks_diff(time.ticks_ms(), began) >= ms)


async def sleeper(name, ms):
    began = time.ticks_ms()
    await asyncio.sleep_ms(ms)
    late = time.ticks_diff(time.ticks_ms(), began) - ms
    print(name, late >= 0, late < ms)


async def main():
    loop.set_idle(idle)
    await asyncio.gather(sleeper("c", 120), sleeper("a", 40), sleeper("b", 80))
    print("slept", len(sleeps) >= 3, all(sleeps))

    # An output pin raises its own interrupt.
    pin = Pin(2, Pin.OUT, value=0)
    flag = asyncio.ThreadSafeFlag()
    pin.irq(lambda _: flag.set(), Pin.IRQ_RISING, hard=True)

    def sets(us):
        loop.set_idle(None)
        pin.on()
        machine.lightsleep(50)

    loop.set_idle(sets)
    await flag.wait()
    print("flag")
    pin.irq(None)


asyncio.run(main())
