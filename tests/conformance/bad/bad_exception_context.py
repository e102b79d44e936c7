# Oracle: stock
# The default exception handler takes any context, and says what it can't use.
import asyncio

loop = asyncio.get_event_loop()
for context in (3, None, "text", asyncio, {}):
    try:
        loop.default_exception_handler(loop, context)
    except Exception as exc:
        print(context if context is not asyncio else "a module", type(exc).__name__)
    try:
        loop.call_exception_handler(context)
    except Exception as exc:
        print(type(exc).__name__)


async def main():
    print("the loop runs")


asyncio.run(main())
