# A coroutine waits for a flag that a hard interrupt of GP2 sets, and answers on GP3 as its first act, while OTHERS tasks are
# always ready. GP4 tells the emulator to begin; it makes WAKES interrupts and takes the time from each to its answer.
import asyncio
from machine import Pin

flag = asyncio.ThreadSafeFlag()
answer = Pin(3, Pin.OUT, value=0)
begin = Pin(4, Pin.OUT, value=0)
signal = Pin(2, Pin.IN)
signal.irq(lambda pin: flag.set(), Pin.IRQ_RISING, hard=True)


async def busy():
    while True:
        await asyncio.sleep_ms(0)


async def waiter():
    begin.on()
    for _ in range(WAKES):
        await flag.wait()
        answer.on()
        answer.off()


async def main():
    others = [asyncio.create_task(busy()) for _ in range(OTHERS)]
    await asyncio.create_task(waiter())
    for task in others:
        task.cancel()
    signal.irq(None)


asyncio.run(main())
