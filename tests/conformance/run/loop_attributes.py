# Oracle: stock
# Features: compat
# Attributes of Loop can be replaced; the loop itself calls what stands there.
import asyncio

Loop = asyncio.core.Loop
loop = asyncio.get_event_loop()


async def fails():
    raise ValueError("unawaited")


async def fine():
    return 7


def handler(context):
    print("call_exception_handler:", context["exception"])


def default(loop, context):
    print("default:", loop is asyncio.get_event_loop(), context["exception"])


async def main():
    asyncio.create_task(fails())
    await asyncio.sleep(0)
    await asyncio.sleep(0)


Loop.default_exception_handler = default
asyncio.run(main())
Loop.call_exception_handler = handler
asyncio.run(main())

run_until_complete = loop.run_until_complete


def traced(aw):
    print("run_until_complete")
    return run_until_complete(aw)


loop.run_until_complete = traced
print(asyncio.get_event_loop().run_until_complete(fine()))
Loop.greeting = "hello"
print(asyncio.Loop.greeting)
