# Each line that comes to UART1 is answered by ANSWER bytes, more than the UART's own buffer takes at once. TRIGGER is what calls the stream's
# waker.
import asyncio
from machine import UART, Pin

begin = Pin(2, Pin.OUT, value=0)


async def main():
    # So slow that UART.write() does not wait for room itself.
    uart = UART(1, 1200, txbuf=64)
    waker = asyncio.StreamWaker()
    uart.irq(waker, TRIGGER, hard=True)
    stream = asyncio.StreamReader(uart, waker=waker)
    begin.on()
    for number in range(LINES):
        line = await stream.readline()
        stream.write(line[:1] * ANSWER)
        await stream.drain()
    while not uart.txdone():
        await asyncio.sleep_ms(1)
    print("answered")


asyncio.run(main())
