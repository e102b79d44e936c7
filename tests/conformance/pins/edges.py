# Oracle: reasoned: neither stock nor CPython has Edges
# Features: pins
# The edges of a pin, here one made in Python: none is lost between two awaits, a bounce is no edge, each wrong use is one clear error.
import asyncio
import time


class Pin:
    IRQ_FALLING = 4
    IRQ_RISING = 8

    def __init__(self):
        self.level = 0
        self.handler = None

    def irq(self, handler=None, trigger=IRQ_FALLING | IRQ_RISING, hard=False):
        self.handler, self.trigger, self.hard = handler, trigger, hard

    def __call__(self):
        return self.level

    def drive(self, *levels):
        for level in levels:
            if level != self.level:
                self.level = level
                if self.handler and self.trigger & (self.IRQ_RISING if level else self.IRQ_FALLING):
                    self.handler(self)


class SoftPin(Pin):
    # As on a port whose interrupts are never hard.
    def irq(self, handler=None, trigger=0):
        self.handler, self.trigger, self.hard = handler, trigger, False


class RefusingPin(Pin):
    def irq(self, handler=None, trigger=0, hard=False):
        raise ValueError("this pin has no interrupt")


def show(fun, *args, **kwargs):
    try:
        print(type(fun(*args, **kwargs)))
    except Exception as exc:
        print(type(exc).__name__, exc)


async def main():
    pin = Pin()
    edges = asyncio.Edges(pin)
    print(pin.trigger, pin.hard)
    before = time.ticks_us()
    pin.drive(1, 0, 1)
    times = []
    for _ in range(3):
        times.append(await edges.wait())
    print(edges.count(), edges.dropped(), [time.ticks_diff(after, before) >= 0 for after in times])

    task = asyncio.create_task(asyncio.wait_for(edges.wait(), 1))
    await asyncio.sleep(0)
    pin.drive(0)
    print(isinstance(await task, int))
    edges.close()
    print(pin.handler)
    try:
        await edges.wait()
    except RuntimeError as exc:
        print("RuntimeError", exc)

    print("closed while a task waits")
    with asyncio.Edges(pin, Pin.IRQ_RISING) as edges:
        task = asyncio.create_task(edges.wait())
        await asyncio.sleep(0)
    try:
        await task
    except RuntimeError as exc:
        print("RuntimeError", exc)

    print("async for, the oldest dropped")
    edges = asyncio.Edges(pin, Pin.IRQ_RISING, size=2)
    pin.drive(1, 0, 1, 0, 1, 0)
    seen = 0
    async for _ in edges:
        seen += 1
        if seen == 2:
            break
    print(seen, edges.count(), edges.dropped())
    edges.close()

    print("bounces")
    edges = asyncio.Edges(pin, trigger=Pin.IRQ_RISING, debounce_ms=5)
    for level in (1, 0, 1):
        # The last level of each change stays; those before it are bounces.
        pin.drive(level, 1 - level, level, 1 - level, level)
        await asyncio.sleep_ms(20)
    print(edges.count())
    edges.close()

    print("wait_edge")
    task = asyncio.create_task(asyncio.wait_edge(pin, Pin.IRQ_FALLING))
    await asyncio.sleep(0)
    print(pin.trigger, pin.hard)
    pin.drive(0, 1, 0)
    print(isinstance(await task, int), pin.handler)
    try:
        await asyncio.wait_for_ms(asyncio.wait_edge(pin), 5)
    except asyncio.TimeoutError:
        print("timeout", pin.handler)
    # Once more, which is wrong: the interrupt stays off.
    wait = asyncio.wait_edge(pin)
    for awaitable in (asyncio.wait_for_ms(wait, 5), wait):
        try:
            await awaitable
        except (asyncio.TimeoutError, TypeError) as exc:
            print(type(exc).__name__, pin.handler)

    print("without hard interrupts")
    pin = SoftPin()
    task = asyncio.create_task(asyncio.wait_edge(pin))
    await asyncio.sleep(0)
    print(pin.hard)
    pin.drive(1)
    await task

    print("refused")
    show(asyncio.Edges, 5)
    show(asyncio.Edges, pin, 16)
    show(asyncio.Edges, pin, 0)
    show(asyncio.Edges, pin, debounce_ms=-1)
    show(asyncio.Edges, pin, size=0)
    show(asyncio.Edges, RefusingPin())
    try:
        await asyncio.wait_edge(RefusingPin())
    except ValueError as exc:
        print("ValueError", exc)
    wait = asyncio.wait_edge(pin)
    task = asyncio.create_task(wait)
    await asyncio.sleep(0)
    pin.drive(0)
    await task
    try:
        await wait
    except TypeError as exc:
        print("TypeError", exc)


asyncio.run(main())
