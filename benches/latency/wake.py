# A coroutine waits for a flag that a hard interrupt of GP2 sets, and answers on GP3 as its first act, while other tasks are
# ready. GP4 tells the emulator to begin; it makes WAKES interrupts and takes the time from each to its answer.
# OTHERS: tasks that are always ready. SLEEPERS: tasks that wake at the same times. GARBAGE: a task that collects at each of its turns.
# URGENT: the waiter has a priority, where the firmware knows priorities.
import asyncio
import gc
from machine import Pin

flag = asyncio.ThreadSafeFlag()
answer = Pin(3, Pin.OUT, value=0)
begin = Pin(4, Pin.OUT, value=0)
signal = Pin(2, Pin.IN)


async def busy():
    while True:
        await asyncio.sleep_ms(0)


async def sleeper():
    while True:
        await asyncio.sleep_ms(5)


async def collector():
    while True:
        gc.collect()
        await asyncio.sleep_ms(0)


async def waiter():
    begin.on()
    for _ in range(WAKES):
        await flag.wait()
        answer.on()
        answer.off()


async def main():
    signal.irq(lambda pin: flag.set(), Pin.IRQ_RISING, hard=True)
    others = [asyncio.create_task(busy()) for _ in range(OTHERS)]
    others += [asyncio.create_task(sleeper()) for _ in range(SLEEPERS)]
    if GARBAGE:
        others.append(asyncio.create_task(collector()))
    task = asyncio.create_task(waiter())
    if URGENT:
        task.priority = 1
    await task
    for other in others:
        other.cancel()
    signal.irq(None)


asyncio.run(main())
