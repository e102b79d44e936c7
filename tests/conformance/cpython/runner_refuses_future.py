# Oracle: CPython
# Features: all-tasks
# A Runner runs coroutines: a future nobody would end.
import asyncio


async def give(value):
    return value


async def make():
    return asyncio.Future(), asyncio.create_task(give(1))


with asyncio.Runner() as runner:
    for what in runner.run(make()):
        try:
            runner.run(what)
        except ValueError as er:
            print(str(er)[:24])
    print(runner.run(give(2)))
