# Oracle: CPython
# Features: task-api
# Names: given, set, made up. A name made up is `Task-` and a number of its own.
import asyncio


async def nothing():
    pass


async def main():
    loop = asyncio.get_running_loop()
    named = asyncio.create_task(nothing(), name="first")
    print(named.get_name())
    named.set_name("other")
    print(named.get_name())
    named.set_name(12)
    print(repr(named.get_name()))
    print(loop.create_task(nothing(), name="by the loop").get_name())
    one, two = asyncio.create_task(nothing()), asyncio.create_task(nothing(), name=None)
    for task in one, two:
        prefix, number = task.get_name().split("-")
        print(prefix, number.isdigit())
    print(one.get_name() == one.get_name(), one.get_name() != two.get_name())
    asyncio.current_task().set_name("main")
    print(asyncio.current_task().get_name())
    await named
    print("still", named.get_name())
    await asyncio.gather(one, two)
    async def waits_for(task):
        await task
        return asyncio.current_task().get_name()
    slow = asyncio.create_task(asyncio.sleep(0.04), name="slow")
    a = asyncio.create_task(waits_for(slow), name="a")
    await asyncio.sleep(0)
    slow.set_name("slow, with a waiter")
    print(await a, slow.get_name())


asyncio.run(main())
