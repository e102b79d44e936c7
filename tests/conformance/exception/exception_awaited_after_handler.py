# Oracle: stock
# After the handler has seen a failure, awaiting the task still raises it, and the handler is not called again.
import asyncio


async def fail():
    raise ValueError("failure")


async def main():
    asyncio.get_event_loop().set_exception_handler(lambda loop, context: print("handler", context["exception"].args))
    task = asyncio.create_task(fail())
    for _ in range(4):
        await asyncio.sleep_ms(0)
    print(task.done())
    for _ in range(2):
        try:
            await task
        except ValueError as er:
            print("raised", er.args)
    await asyncio.sleep_ms(20)


asyncio.run(main())
