# Oracle: stock
# Features: compat
# ThreadSafeFlag can be subclassed, its methods overridden and called through super().
import asyncio


class Counted(asyncio.ThreadSafeFlag):
    def __init__(self, name):
        super().__init__()
        self.name = name
        self.sets = 0

    def set(self):
        self.sets += 1
        super().set()

    async def wait(self):
        print(self.name, "waits")
        await super().wait()
        print(self.name, "woke after", self.sets)


async def main():
    flag = Counted("counted")
    task = asyncio.create_task(flag.wait())
    await asyncio.sleep_ms(20)
    flag.set()
    await task
    flag.set()
    await flag.wait()
    print(isinstance(flag, asyncio.ThreadSafeFlag), flag.ioctl(3, 1))


asyncio.run(main())
