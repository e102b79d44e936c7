# The emulator sends LINES lines to UART1 once GP2 rises. They are read with the UART's interrupt as the stream's waker (TRIGGER), or with a
# UART that is asked (TRIGGER is None), while OTHERS tasks are ready and the collector runs.
import asyncio
import gc
from machine import UART, Pin

begin = Pin(2, Pin.OUT, value=0)


async def busy():
    while True:
        await asyncio.sleep_ms(0)


async def collector():
    while True:
        gc.collect()
        await asyncio.sleep_ms(20)


async def main():
    tasks = [asyncio.create_task(busy()) for _ in range(OTHERS)]
    if OTHERS:
        tasks.append(asyncio.create_task(collector()))
    uart = UART(1, 115200, rxbuf=RXBUF)
    waker = None
    if TRIGGER is not None:
        waker = asyncio.StreamWaker()
        uart.irq(waker, TRIGGER, hard=True)
    reader = asyncio.StreamReader(uart, waker=waker)
    begin.on()
    right = 0
    for number in range(LINES):
        line = await reader.readline()
        right += line == b"%d %s\n" % (number, b"x" * (number * 37 % 120))
    print("right", right)
    for task in tasks:
        task.cancel()


asyncio.run(main())
