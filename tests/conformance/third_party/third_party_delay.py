# Oracle: stock
# A retriggerable delay built from a task that is cancelled and replaced, and tasks kept in a set.
import asyncio


class Delay:
    def __init__(self, function):
        self.function = function
        self.task = None

    def trigger(self, ms):
        self.stop()
        self.task = asyncio.create_task(self._run(ms))

    def stop(self):
        if self.task is not None:
            self.task.cancel()
            self.task = None

    async def _run(self, ms):
        await asyncio.sleep_ms(ms)
        self.task = None
        self.function()


async def main():
    delay = Delay(lambda: print("fired"))
    for _ in range(5):
        delay.trigger(60)
        await asyncio.sleep_ms(20)
    print("not yet")
    await asyncio.sleep_ms(120)
    delay.trigger(20)
    delay.stop()
    await asyncio.sleep_ms(60)
    tasks = {asyncio.create_task(asyncio.Event().wait()) for _ in range(3)}
    await asyncio.sleep_ms(0)
    print(len(tasks), len([task for task in tasks if task.cancel()]))


asyncio.run(main())
