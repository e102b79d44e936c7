# Oracle: CPython
# A second cancellation interrupts the waiting done in the handler of the first.
import asyncio


async def work():
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        print("first")
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError:
            print("second")
            raise
        finally:
            print("inner finally")
    finally:
        print("outer finally")


async def main():
    task = asyncio.create_task(work())
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.sleep(0)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("cancelled", task.done())


asyncio.run(main())
