# Repairs: an exception context pins the last traceback in memory. Fails on stock.
# Features: compat
# Oracle: reasoned: docs/differences.md
# Once the exception handler has run, the loop holds neither the exception nor its task.
import asyncio


async def fail():
    raise ValueError("reported")


async def main():
    asyncio.get_event_loop().set_exception_handler(lambda loop, context: print("handler", context["exception"].args))
    asyncio.create_task(fail())
    for _ in range(5):
        await asyncio.sleep_ms(0)
    context = asyncio.core._exc_context
    print(context["exception"], context["future"])
    print(context["message"])


asyncio.run(main())
