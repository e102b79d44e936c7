# Oracle: stock
# An unawaited failure reaches the exception handler on the task's second turn.
import asyncio


async def fail(name):
    print("fail", name)
    raise ValueError(name)


async def busy():
    for turn in range(4):
        print("turn", turn)
        await asyncio.sleep_ms(0)


def handler(loop, context):
    print("handler", context["message"], type(context["exception"]).__name__, context["exception"].args)
    print(context["future"] is task, loop is asyncio.get_event_loop())


async def main():
    global task
    asyncio.get_event_loop().set_exception_handler(handler)
    task = asyncio.create_task(fail("a"))
    await busy()
    task = asyncio.create_task(fail("b"))
    beside = asyncio.create_task(busy())
    await asyncio.sleep_ms(0)
    try:
        await task
    except ValueError as er:
        print("awaited in time", er.args)
    await beside


asyncio.run(main())
