# Oracle: reasoned: stock's gather is a generator and cannot be awaited once more after an exception
# A gather that has no memory to begin, into which a script throws by hand, or one of whose arguments interferes: it is neither
# given to others while a task still stands in it, nor counts a child twice.
import asyncio

try:
    from micropython import heap_lock, heap_unlock
except ImportError:
    print("SKIP: no heap_lock")
    raise SystemExit


async def value(n, ms=0):
    await asyncio.sleep_ms(ms)
    return n


async def outcome(name, awaitable):
    try:
        print(name, await awaitable)
    except asyncio.CancelledError:
        print(name, "cancelled")
    except Exception as er:
        print(name, type(er).__name__, er)


async def no_memory():
    first = asyncio.create_task(value(1, 10))
    second = asyncio.create_task(value(2, 40))
    # A second waiter takes memory.
    other = asyncio.create_task(outcome("other", second))
    await asyncio.sleep_ms(0)
    await asyncio.sleep_ms(0)
    gather = asyncio.gather(first, second)
    heap_lock()
    try:
        await gather
    except MemoryError:
        heap_unlock()
        print("MemoryError")
    await outcome("once more", gather)
    await other


async def thrown_by_hand():
    gather = asyncio.gather(value(1, 100), value(2, 100))
    caller = asyncio.create_task(outcome("caller", gather))
    await asyncio.sleep_ms(1)
    try:
        gather.throw(ValueError("by hand"))
    except ValueError as er:
        print("ValueError", er)
    # Nobody will wake the caller now, and what cancels it leaves the next one alone.
    following = asyncio.create_task(outcome("following", asyncio.gather(value(3, 10), value(4, 20))))
    await asyncio.sleep_ms(1)
    caller.cancel()
    await following
    print(caller.done())


class Interfering:
    def __init__(self, interfere):
        self.coro = value("interfered")
        self.interfere = interfere

    def __getattr__(self, name):
        if self.interfere and name == "send":
            interfere = self.interfere
            self.interfere = None
            interfere()
        return getattr(self.coro, name)


async def interfering_argument():
    def step():
        next(gather)

    slow = asyncio.create_task(value("slow", 10))
    gather = asyncio.gather(Interfering(step), slow)
    await outcome("stepped", gather)
    print(await asyncio.gather(value(5, 20), value(6, 40)))

    event = asyncio.Event()

    def wait():
        next(event.wait())
        event.set()

    print(await asyncio.gather(Interfering(wait), value(7, 10)))
    print(await asyncio.wait_for(Interfering(wait), 1))


asyncio.run(no_memory())
asyncio.run(thrown_by_hand())
asyncio.run(interfering_argument())
