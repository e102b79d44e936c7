# Oracle: stock
# Features: compat
# Objects with __iter__, with __await__ aliased to it, and generator functions are awaitable.
import asyncio


class Pause:
    def __init__(self, ms):
        self.ms = ms

    def __iter__(self):
        yield from asyncio.sleep_ms(self.ms)
        return "paused %d" % self.ms

    __await__ = __iter__


class Stepper:
    def __init__(self, steps):
        self.steps = steps

    def __iter__(self):
        return self

    def __next__(self):
        if not self.steps:
            raise StopIteration("stepped")
        self.steps -= 1
        asyncio.core._task_queue.push(asyncio.core.cur_task)

    __await__ = __iter__


def generator(n):
    for _ in range(n):
        yield from asyncio.sleep_ms(0)
    return "generated"


async def main():
    print(await Pause(20))
    print(await Stepper(3))
    print(await generator(2))
    print(await asyncio.gather(asyncio.create_task(generator(1)), generator(2)))
    print(await asyncio.wait_for_ms(generator(3), 1000))


asyncio.run(main())
