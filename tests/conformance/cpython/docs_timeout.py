# Oracle: CPython
# Features: timeout
# The examples of CPython's documentation for timeout() and timeout_at().
import asyncio


async def long_running_task():
    await asyncio.sleep(10)


async def within():
    try:
        async with asyncio.timeout(0.04):
            await long_running_task()
    except asyncio.TimeoutError:
        print("The long operation timed out, but we've handled it.")

    print("This statement will run regardless.")


async def rescheduled():
    try:
        # We do not know the timeout when starting, so we pass ``None``.
        async with asyncio.timeout(None) as cm:
            # We know the timeout now, so we reschedule it.
            new_deadline = asyncio.get_running_loop().time() + 0.04
            cm.reschedule(new_deadline)

            await long_running_task()
    except asyncio.TimeoutError:
        pass

    if cm.expired():
        print("Looks like we haven't finished on time.")


async def at():
    loop = asyncio.get_running_loop()
    deadline = loop.time() + 0.04
    try:
        async with asyncio.timeout_at(deadline):
            await long_running_task()
    except asyncio.TimeoutError:
        print("The long operation timed out, but we've handled it.")

    print("This statement will run regardless.")


for example in within, rescheduled, at:
    asyncio.run(example())
