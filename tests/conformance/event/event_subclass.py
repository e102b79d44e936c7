# Oracle: CPython
# Event and Lock can be subclassed.
import asyncio


class Counted(asyncio.Event):
    def __init__(self):
        super().__init__()
        self.sets = 0

    def set(self):
        self.sets += 1
        super().set()

    async def wait_then_clear(self):
        await self.wait()
        self.clear()
        return self.sets


class Named(asyncio.Lock):
    def __init__(self, name):
        super().__init__()
        self.name = name

    async def __aenter__(self):
        print("enter", self.name)
        await super().acquire()
        return self

    async def __aexit__(self, *args):
        print("leave", self.name)
        super().release()


async def main():
    event = Counted()
    task = asyncio.create_task(event.wait_then_clear())
    await asyncio.sleep(0)
    event.set()
    print(await task, event.is_set(), isinstance(event, asyncio.Event))
    async with Named("lock") as lock:
        print(lock.locked())
    print(lock.locked())


asyncio.run(main())
