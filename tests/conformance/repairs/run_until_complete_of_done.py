# Repairs: a task that has ended already ends no run: None, or no exception. Fails on stock.
# Oracle: CPython
import asyncio


async def value():
    return 42


async def fails():
    raise ValueError("on purpose")


loop = asyncio.new_event_loop()
task = loop.create_task(value())
print(loop.run_until_complete(task))
print(loop.run_until_complete(task))
task = loop.create_task(fails())
for _ in range(2):
    try:
        loop.run_until_complete(task)
    except ValueError as error:
        print(repr(error).replace(",", ""))
loop.close()
