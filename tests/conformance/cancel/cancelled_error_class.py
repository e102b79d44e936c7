# Oracle: CPython
# `except Exception` does not catch a cancellation, since CancelledError is a BaseException.
import asyncio

print(issubclass(asyncio.CancelledError, BaseException), issubclass(asyncio.CancelledError, Exception))
print(issubclass(asyncio.TimeoutError, Exception))


async def work():
    try:
        await asyncio.sleep(10)
    except Exception:
        print("never printed")


async def main():
    task = asyncio.create_task(work())
    await asyncio.sleep(0)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("cancelled")


asyncio.run(main())
