# As benches/rp2/wake.py, with three ways to wait for a pin: WAY is flag, edges or wait_edge. The emulator measures the time from each edge
# of GP2 to the rise of GP3.
import asyncio
from machine import Pin

answer = Pin(3, Pin.OUT, value=0)
begin = Pin(4, Pin.OUT, value=0)
signal = Pin(2, Pin.IN)


async def busy():
    while True:
        await asyncio.sleep_ms(0)


async def by_flag():
    flag = asyncio.ThreadSafeFlag()
    signal.irq(lambda pin: flag.set(), Pin.IRQ_RISING, hard=True)
    begin.on()
    for _ in range(WAKES):
        await flag.wait()
        answer.on()
        answer.off()
    signal.irq(None)


async def by_edges():
    with asyncio.Edges(signal, Pin.IRQ_RISING) as edges:
        begin.on()
        for _ in range(WAKES):
            await edges.wait()
            answer.on()
            answer.off()


async def by_wait_edge():
    begin.on()
    for _ in range(WAKES):
        await asyncio.wait_edge(signal, Pin.IRQ_RISING)
        answer.on()
        answer.off()


async def main():
    others = [asyncio.create_task(busy()) for _ in range(OTHERS)]
    await {"flag": by_flag, "edges": by_edges, "wait_edge": by_wait_edge}[WAY]()
    for task in others:
        task.cancel()
    print("done")


asyncio.run(main())
