# Stands for: micropython-async's primitives and drivers
# Runs: a subclass of ThreadSafeFlag with a value, Delay_ms by create_task and cancel, a push button that polls a pin, first of several events, an async iterator as queue
import asyncio


class Message(asyncio.ThreadSafeFlag):
    """A flag with a value; awaitable itself, as the library's is."""

    def __init__(self):
        super().__init__()
        self._data = None

    def set(self, data=None):
        self._data = data
        super().set()

    def __iter__(self):
        yield from self.wait()
        return self._data

    __await__ = __iter__


class Delay:
    def __init__(self, callback, ms):
        self.callback, self.ms, self.task = callback, ms, None

    def trigger(self):
        self.stop()
        self.task = asyncio.create_task(self._run())

    def stop(self):
        if self.task:
            self.task.cancel()
            self.task = None

    async def _run(self):
        await asyncio.sleep_ms(self.ms)
        self.task = None
        self.callback()


class Button:
    def __init__(self, levels):
        self.levels = iter(levels)
        self.press, self.release = asyncio.Event(), asyncio.Event()
        self.task = asyncio.create_task(self._poll())

    async def _poll(self):
        last = 1
        for level in self.levels:
            if level != last:
                (self.press if level == 0 else self.release).set()
                last = level
            await asyncio.sleep_ms(2)


class WaitAny:
    def __init__(self, events):
        self.events = events
        self.fired = asyncio.Event()

    async def wait(self):
        tasks = [asyncio.create_task(self._one(event)) for event in self.events]
        try:
            await self.fired.wait()
        finally:
            for task in tasks:
                task.cancel()
        return self.came

    async def _one(self, event):
        await event.wait()
        self.came = event
        self.fired.set()


class RingQueue:
    def __init__(self, size):
        self.items, self.size = [], size
        self.filled, self.emptied = asyncio.ThreadSafeFlag(), asyncio.ThreadSafeFlag()

    def put_nowait(self, item):
        self.items.append(item)
        self.filled.set()

    def __aiter__(self):
        return self

    async def __anext__(self):
        while not self.items:
            await self.filled.wait()
        item = self.items.pop(0)
        if item is None:
            raise StopAsyncIteration
        return item


async def main():
    message = Message()

    async def waits():
        print("message", await message)

    task = asyncio.create_task(waits())
    await asyncio.sleep_ms(1)
    message.set("from an interrupt")
    await task

    delay = Delay(lambda: print("delay over"), 10)
    for _ in range(3):
        delay.trigger()
        await asyncio.sleep_ms(5)
    print("three triggers")
    await asyncio.sleep_ms(30)

    button = Button([1, 1, 0, 0, 1])
    came = await WaitAny((button.release, button.press)).wait()
    print("pressed" if came is button.press else "released")
    await button.release.wait()
    print("released")

    queue = RingQueue(4)

    async def produce():
        for item in (1, 2, None):
            await asyncio.sleep_ms(1)
            queue.put_nowait(item)

    asyncio.create_task(produce())
    async for item in queue:
        print("item", item)


asyncio.run(main())
