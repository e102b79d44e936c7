# Oracle: CPython
# Features: timeout
# A cancellation from outside is not taken for the deadline's, whichever comes first, nor is what a body raises.
import asyncio


async def body(delay, log):
    try:
        async with asyncio.timeout(delay) as cm:
            try:
                await asyncio.sleep(5)
            except asyncio.CancelledError:
                log.append(("body", cm.expired(), asyncio.current_task().cancelling()))
                raise
    except asyncio.TimeoutError:
        log.append("TimeoutError")
        raise
    except asyncio.CancelledError:
        log.append(("CancelledError", cm.expired(), asyncio.current_task().cancelling()))
        raise


async def fail(error):
    raise error


async def main():
    log = []
    task = asyncio.create_task(body(5, log))
    await asyncio.sleep(0.04)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("cancelled before", log, task.cancelled())

    log = []
    task = asyncio.create_task(body(0.04, log))
    try:
        await task
    except asyncio.TimeoutError:
        print("in time", log, task.cancelled())

    # Cancelled as well while it leaves: the cancellation wins.
    async def cancels_in_body():
        try:
            async with asyncio.timeout(0.04) as cm:
                try:
                    await asyncio.sleep(5)
                finally:
                    asyncio.current_task().cancel()
                    print("expired", cm.expired(), asyncio.current_task().cancelling())
        except asyncio.TimeoutError:
            print("TimeoutError")
        except asyncio.CancelledError:
            print("CancelledError", asyncio.current_task().cancelling())
            raise

    task = asyncio.create_task(cancels_in_body())
    try:
        await task
    except (asyncio.CancelledError, asyncio.TimeoutError) as error:
        print(type(error).__name__, task.cancelled())

    # What the body raises comes through, expired or not.
    for delay in 5, 0.04:
        try:
            async with asyncio.timeout(delay) as cm:
                try:
                    await asyncio.sleep(0.08)
                finally:
                    raise ValueError("the body's")
        except ValueError as error:
            print(error, cm.expired(), asyncio.current_task().cancelling())

    # A body that swallows the cancellation ends as if in time.
    async with asyncio.timeout(0.04) as cm:
        try:
            await asyncio.sleep(5)
        except asyncio.CancelledError:
            print("swallowed")
    print(cm.expired(), asyncio.current_task().cancelling())
    # One that raises TimeoutError itself.
    try:
        async with asyncio.timeout(5) as cm:
            await fail(asyncio.TimeoutError("own"))
    except asyncio.TimeoutError as error:
        print(error, cm.expired())


asyncio.run(main())
