# Oracle: CPython 3.11.7
# Features: timeout
# A timeout is entered once, in a task, and rescheduled while its body runs.
import asyncio


async def main():
    loop = asyncio.get_running_loop()
    cm = asyncio.timeout(5)
    try:
        cm.reschedule(1)
    except RuntimeError as error:
        print(error)
    async with cm:
        try:
            async with cm:
                pass
        except RuntimeError as error:
            print(error)
    for attempt in (lambda: cm.reschedule(None), lambda: cm.reschedule(1)):
        try:
            attempt()
        except RuntimeError as error:
            print(error)
    try:
        async with cm:
            print("not reached")
    except RuntimeError as error:
        print(error)
    expired = asyncio.timeout(0.04)
    try:
        async with expired:
            try:
                await asyncio.sleep(5)
            except asyncio.CancelledError:
                try:
                    expired.reschedule(loop.time() + 1)
                except RuntimeError as error:
                    print(error)
                raise
    except asyncio.TimeoutError:
        print("TimeoutError")
    try:
        expired.reschedule(loop.time() + 1)
    except RuntimeError as error:
        print(error)


asyncio.run(main())
