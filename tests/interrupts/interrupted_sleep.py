# Interrupts that wake the processor often do not end a sleep early.
import asyncio
import machine
import time


async def main():
    timer = machine.Timer(-1, freq=2000, callback=lambda t: None, hard=True)
    for ms in (1, 2, 10, 33):
        start = time.ticks_us()
        await asyncio.sleep_ms(ms)
        passed = time.ticks_diff(time.ticks_us(), start)
        print(ms, passed >= ms * 1000)
    timer.deinit()


asyncio.run(main())
