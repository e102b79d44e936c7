# Stands for: aioble, with a simulated radio
# Runs: flags set from the radio's interrupt handler (micropython.schedule), a timeout that cancels the current task, wait_for_ms, notifications by async iteration
import asyncio
import micropython


class DeviceTimeout:
    """As aioble has it: a task of its own cancels the one that entered."""

    def __init__(self, ms):
        self.ms = ms

    async def _sleep(self):
        await asyncio.sleep_ms(self.ms)
        self.timed_out = True
        self.task.cancel()

    def __enter__(self):
        self.timed_out = False
        self.task = asyncio.current_task()
        self.timer = asyncio.create_task(self._sleep())

    def __exit__(self, kind, value, traceback):
        self.timer.cancel()
        if kind == asyncio.CancelledError and self.timed_out:
            raise asyncio.TimeoutError


class Radio:
    """The interrupt comes by way of the scheduler, as the Bluetooth stack's does."""

    def __init__(self):
        self.event = asyncio.ThreadSafeFlag()
        self.data = []

    def irq(self, value):
        self.data.append(value)
        self.event.set()

    def notify(self, value):
        micropython.schedule(self.irq, value)

    def __aiter__(self):
        return self

    async def __anext__(self):
        while not self.data:
            await self.event.wait()
        return self.data.pop(0)


async def main():
    radio = Radio()

    async def peripheral():
        for value in range(3):
            await asyncio.sleep_ms(5)
            radio.notify(value)

    asyncio.create_task(peripheral())
    got = []
    async for value in radio:
        got.append(value)
        if len(got) == 3:
            break
    print("notified", got)
    try:
        with DeviceTimeout(10):
            await asyncio.Event().wait()
    except asyncio.TimeoutError:
        print("no answer within the timeout")
    with DeviceTimeout(1000):
        print("in time")
    try:
        await asyncio.wait_for_ms(radio.event.wait(), 10)
    except asyncio.TimeoutError:
        print("wait_for_ms")
    print("still runs", asyncio.current_task() is not None)


asyncio.run(main())
