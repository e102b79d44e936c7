# Oracle: CPython
# Features: task-group
# A group whose task is cancelled from outside: in its body, while it ends, twice, while a member fails.
import asyncio


async def work(name, cleanup=0, late_error=None):
    try:
        await asyncio.sleep(5)
    except asyncio.CancelledError:
        print(name, "is cancelled")
        if cleanup:
            try:
                await asyncio.sleep(cleanup)
                print(name, "has cleaned up")
            except asyncio.CancelledError:
                print(name, "is cancelled in its clean-up")
                raise
        if late_error:
            raise late_error
        raise


async def group(body_waits, **options):
    async with asyncio.TaskGroup() as tg:
        tg.create_task(work("member", **options))
        if body_waits:
            await asyncio.sleep(5)
        print("body ends")


async def cancel(title, coro, times=1):
    print(title)
    task = asyncio.create_task(coro)
    task.add_done_callback(lambda task: task.cancelled() or task.exception())
    await asyncio.sleep(0.04)
    for _ in range(times):
        task.cancel()
        await asyncio.sleep(0.04)
    try:
        await task
        print("  no error")
    except asyncio.CancelledError:
        print("  CancelledError", task.cancelled(), task.cancelling())
    except ExceptionGroup as error:
        print("  ExceptionGroup", [type(e).__name__ for e in error.exceptions], task.cancelled(), task.cancelling())


async def never_started():
    print("not reached")


async def main():
    await cancel("in the body", group(True))
    await cancel("while it ends", group(False))
    await cancel("in the body, twice", group(True, cleanup=0.12), 2)
    await cancel("while it ends, twice", group(False, cleanup=0.12), 2)
    await cancel("in the body, a member fails", group(True, late_error=ValueError("late")))
    await cancel("while it ends, a member fails", group(False, late_error=ValueError("late")))
    task = asyncio.create_task(never_started())
    task.cancel()
    await asyncio.sleep(0)
    print(task.cancelled())


asyncio.run(main())
