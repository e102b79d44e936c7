# Oracle: stock
# Features: compat
# A task takes coroutines, generators and any object with send and throw.
import asyncio


async def coroutine():
    await asyncio.sleep_ms(0)
    return "coroutine"


def generator():
    yield from asyncio.sleep_ms(0)
    return "generator"


class Steps:
    def __init__(self):
        self.step = 0

    def send(self, value):
        self.step += 1
        print("send", value, self.step)
        if self.step == 3:
            raise StopIteration("steps")
        asyncio.core._task_queue.push(asyncio.core.cur_task)

    def throw(self, error):
        print("throw", error)
        raise error


async def main():
    for make in (coroutine, generator, Steps):
        print(await asyncio.create_task(make()))
    task = asyncio.create_task(Steps())
    await asyncio.sleep_ms(0)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError as er:
        print("cancelled", er.args)


asyncio.run(main())
