# Oracle: stock
# A timeout by context manager, as BLE libraries do it: a helper task cancels the task that entered.
import asyncio


class Timeout:
    def __init__(self, ms):
        self.ms = ms
        self.expired = False

    async def _run(self):
        try:
            await asyncio.sleep_ms(self.ms)
        except asyncio.CancelledError:
            return
        self.expired = True
        self.task.cancel()

    def __enter__(self):
        self.task = asyncio.current_task()
        self.helper = asyncio.create_task(self._run())
        return self

    def __exit__(self, kind, error, trace):
        if kind is asyncio.CancelledError and self.expired:
            raise asyncio.TimeoutError
        self.helper.cancel()


async def main():
    for ms in (20, 2000):
        try:
            with Timeout(ms):
                await asyncio.sleep_ms(200)
                print("in time")
        except asyncio.TimeoutError:
            print("too late")
        await asyncio.sleep_ms(0)
    event = asyncio.Event()
    try:
        with Timeout(20):
            await event.wait()
    except asyncio.TimeoutError:
        print("too late for the event")
    event.set()
    print(await event.wait())


asyncio.run(main())
