# Oracle: stock
# Features: compat
# What a script puts in the place of core.create_task makes the tasks of run(), gather(), wait_for() and Loop, as profilers want it.
import asyncio

core = asyncio.core
create_task = core.create_task


class Coro:
    """Counts the steps of a coroutine."""

    def __init__(self, coro):
        self.coro = coro
        self.steps = 0

    def send(self, value):
        self.steps += 1
        return self.coro.send(value)

    def throw(self, exc):
        return self.coro.throw(exc)


made = []


def counting(coro):
    coro = Coro(coro)
    made.append(coro)
    return create_task(coro)


async def work(n):
    await asyncio.sleep(0)
    return n


async def main():
    print(await asyncio.gather(work(1), work(2)))
    print(len(made))
    print(await asyncio.wait_for(work(3), 1))
    # Stock makes two of it.
    print(len(made) > 3)
    made[4:] = []
    print(await asyncio.get_event_loop().create_task(work(4)))
    print(len(made))
    print(await core._promote_to_task(work(5)))
    print(len(made))
    # asyncio.create_task is another name.
    print(await asyncio.create_task(work(6)))
    print(len(made))


core.create_task = counting
asyncio.run(main())
print([coro.steps for coro in made[1:3]])
asyncio.create_task = counting
asyncio.get_event_loop().run_until_complete(work(7))
print(len(made))
core.create_task = create_task
asyncio.run(work(8))
print(len(made))
