# Oracle: stock
# wait_for raises TimeoutError even if the inner task swallows the cancellation or raises something else.
import asyncio


async def swallow():
    try:
        await asyncio.sleep_ms(10000)
    except asyncio.CancelledError:
        print("swallowed")
    return "a result nobody gets"


async def other_error():
    try:
        await asyncio.sleep_ms(10000)
    except asyncio.CancelledError:
        print("raises another")
        raise ValueError("nobody sees")


async def main():
    asyncio.get_event_loop().set_exception_handler(lambda loop, context: print("handler", context["exception"].args))
    for work in (swallow, other_error):
        task = asyncio.create_task(work())
        try:
            print("result", await asyncio.wait_for_ms(task, 20))
        except asyncio.TimeoutError:
            print("TimeoutError", task.done())
        await asyncio.sleep_ms(20)
        try:
            print("task gives", await task)
        except ValueError as er:
            print("task raises", er.args)


asyncio.run(main())
