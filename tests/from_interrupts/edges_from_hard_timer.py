# Features: pins
# A hard timer stands for the interrupt of a pin: it calls the handler that Edges gave to the pin, twice for each beat. Every edge is got, without
# heap, while the collector runs.
import asyncio
import gc
import machine
import micropython

BEATS = 300


class Pin:
    IRQ_FALLING = 4
    IRQ_RISING = 8
    handler = None

    def irq(self, handler=None, trigger=0, hard=False):
        self.handler = handler


pin = Pin()
beats = 0


def beat(timer):
    global beats
    if beats < BEATS:
        beats += 1
        pin.handler(pin)
        pin.handler(pin)


async def collector():
    while True:
        gc.collect()
        await asyncio.sleep_ms(5)


async def main():
    task = asyncio.create_task(collector())
    edges = asyncio.Edges(pin)
    timer = machine.Timer(-1, freq=1000, callback=beat, hard=True)
    for _ in range(BEATS):
        await edges.wait()
        await edges.wait()
    timer.deinit()
    print("counted", edges.count(), "dropped", edges.dropped())
    task.cancel()

    wait = edges.wait
    beats_before = edges.count()
    timer = machine.Timer(-1, mode=machine.Timer.ONE_SHOT, period=5, callback=pin.handler, hard=True)
    micropython.heap_lock()
    await wait()
    micropython.heap_unlock()
    print("without heap", edges.count() - beats_before)
    edges.close()


asyncio.run(main())
