# Oracle: stock
# A sibling that fails after the gather has raised is reported to the exception handler like any unawaited task.
import asyncio


async def work(n):
    await asyncio.sleep_ms(40 * n)
    raise ValueError(n)


async def main():
    asyncio.get_event_loop().set_exception_handler(lambda loop, context: print("handler", context["exception"].args))
    try:
        await asyncio.gather(work(1), work(2), work(3))
    except ValueError as er:
        print("raised", er.args)
    await asyncio.sleep_ms(200)


asyncio.run(main())
