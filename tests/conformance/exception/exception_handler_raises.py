# Oracle: stock
# An exception of the handler itself comes out of run(); the next run works.
import asyncio


async def fail():
    raise ValueError("failure")


async def main():
    asyncio.create_task(fail())
    for _ in range(4):
        await asyncio.sleep_ms(0)
    print("never printed")


def handler(loop, context):
    raise KeyError("handler")


async def after():
    await asyncio.sleep_ms(0)
    return "works"


loop = asyncio.get_event_loop()
loop.set_exception_handler(handler)
try:
    asyncio.run(main())
except KeyError as er:
    print("KeyError", er.args)
loop.set_exception_handler(None)
asyncio.new_event_loop()
print(asyncio.run(after()))
