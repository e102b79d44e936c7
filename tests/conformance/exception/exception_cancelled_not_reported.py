# Oracle: stock
# A cancelled task, and one that ends by StopIteration's kin, are not reported to the handler.
import asyncio


async def sleeper():
    await asyncio.sleep_ms(10000)


async def raises(error):
    raise error


async def main():
    asyncio.get_event_loop().set_exception_handler(
        lambda loop, context: print("handler", type(context["exception"]).__name__)
    )
    task = asyncio.create_task(sleeper())
    await asyncio.sleep_ms(0)
    task.cancel()
    for _ in range(4):
        await asyncio.sleep_ms(0)
    print("cancelled", task.done())
    for error in (asyncio.CancelledError(), asyncio.TimeoutError(), OSError(5)):
        print(type(error).__name__)
        asyncio.create_task(raises(error))
        for _ in range(4):
            await asyncio.sleep_ms(0)


asyncio.run(main())
