# Oracle: CPython
# Features: timeout
# timeout() and timeout_at(): CPython's examples, and the phases of a deadline.
import asyncio


async def long_running_task(delay=10):
    try:
        await asyncio.sleep(delay)
        return "value"
    except asyncio.CancelledError:
        print("  task cancelled")
        raise


async def no_suspension():
    print("no suspension")


async def main():
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(0.04):
            await long_running_task()
    except asyncio.TimeoutError:
        print("The long operation timed out, but we've handled it.")
    print("This statement will run regardless.")

    try:
        # We do not know the timeout when starting, so we pass ``None``.
        async with asyncio.timeout(None) as cm:
            print(cm.when(), cm.expired())
            # We know the timeout now, so we reschedule it.
            new_deadline = loop.time() + 0.04
            cm.reschedule(new_deadline)
            print(abs(cm.when() - new_deadline) < 0.002)
            await long_running_task()
    except asyncio.TimeoutError:
        pass
    if cm.expired():
        print("Looks like we haven't finished on time.")

    deadline = loop.time() + 0.04
    try:
        async with asyncio.timeout_at(deadline):
            await long_running_task()
    except asyncio.TimeoutError:
        print("The long operation timed out, but we've handled it.")

    async with asyncio.timeout(5) as cm:
        print(await long_running_task(0.04), cm.expired())
    print(cm.expired(), asyncio.current_task().cancelling())

    # A body that never suspends isn't ended.
    async with asyncio.timeout(0) as cm:
        await no_suspension()
    print(cm.expired())
    try:
        async with asyncio.timeout(0):
            await asyncio.sleep(0)
            print("not reached")
    except asyncio.TimeoutError:
        print("timeout 0")
    try:
        async with asyncio.timeout(-1):
            await long_running_task()
    except asyncio.TimeoutError:
        print("timeout -1")

    # Put off, and off forever.
    async with asyncio.timeout(0.04) as cm:
        cm.reschedule(loop.time() + 5)
        await asyncio.sleep(0.08)
        cm.reschedule(None)
        print(cm.when())
        await asyncio.sleep(0.08)
    print("not expired", cm.expired())
    print(type(cm).__name__)


asyncio.run(main())
