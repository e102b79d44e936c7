# Oracle: reasoned: neither stock nor CPython has Edges
# Features: priority, pins
# Edges.wait(priority=True) and wait_edge(…, priority=True): the task runs before all that are ready when the edge comes.
import asyncio

order = []


class Pin:
    IRQ_FALLING = 4
    IRQ_RISING = 8

    def irq(self, handler=None, trigger=0, hard=False):
        self.handler = handler

    def __call__(self):
        return 1


async def others(name, turns):
    for _ in range(turns):
        order.append(name)
        await asyncio.sleep_ms(0)


async def driver(pin):
    order.append("edge")
    pin.handler(pin)


async def waiter(wait):
    await wait()
    order.append("WAITER")
    await asyncio.sleep_ms(0)
    order.append("again")


async def try_it(pin, wait):
    task = asyncio.create_task(waiter(wait))
    await asyncio.sleep_ms(0)
    for other in [asyncio.create_task(coro) for coro in (driver(pin), others("x", 3), others("y", 3))]:
        await other
    await task
    print(*order)
    order.clear()


async def main():
    pin = Pin()
    with asyncio.Edges(pin) as edges:
        await try_it(pin, edges.wait)
        await try_it(pin, lambda: edges.wait(priority=True))
        await try_it(pin, edges.wait)
    await try_it(pin, lambda: asyncio.wait_edge(pin, Pin.IRQ_RISING))
    await try_it(pin, lambda: asyncio.wait_edge(pin, Pin.IRQ_RISING, priority=True))
    for wait in (
        lambda: asyncio.wait_edge(pin, Pin.IRQ_RISING, 0, True),
        lambda: asyncio.Edges(pin, priority=True),
    ):
        try:
            wait()
        except TypeError:
            print("TypeError")


asyncio.run(main())
