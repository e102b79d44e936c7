# Oracle: CPython
# Features: task-group, timeout
# A deadline around a group, within its body, within a member.
import asyncio


async def work(name, delay=5):
    try:
        await asyncio.sleep(delay)
        print(name, "ends")
    except asyncio.CancelledError:
        print(name, "is cancelled")
        raise


async def around(body_waits):
    try:
        async with asyncio.timeout(0.04) as cm:
            async with asyncio.TaskGroup() as tg:
                tg.create_task(work("a"))
                if body_waits:
                    await asyncio.sleep(5)
    except asyncio.TimeoutError:
        print("TimeoutError", cm.expired(), asyncio.current_task().cancelling())


async def within():
    try:
        async with asyncio.TaskGroup() as tg:
            tg.create_task(work("a"))
            async with asyncio.timeout(0.04):
                await asyncio.sleep(5)
    except ExceptionGroup as error:
        print([isinstance(e, asyncio.TimeoutError) for e in error.exceptions], asyncio.current_task().cancelling())


async def handled_within():
    async with asyncio.TaskGroup() as tg:
        tg.create_task(work("a", 0.08))
        try:
            async with asyncio.timeout(0.04):
                await asyncio.sleep(5)
        except asyncio.TimeoutError:
            print("body goes on")


async def member_in_time():
    async def limited():
        async with asyncio.timeout(0.04):
            await asyncio.sleep(5)

    try:
        async with asyncio.TaskGroup() as tg:
            tg.create_task(limited())
            tg.create_task(work("beside"))
            await asyncio.sleep(5)
    except ExceptionGroup as error:
        print([isinstance(e, asyncio.TimeoutError) for e in error.exceptions], asyncio.current_task().cancelling())


async def member_fails_in_time():
    # The group's own cancellation is no expiry.
    async def fail():
        await asyncio.sleep(0.04)
        raise ValueError("member")

    try:
        async with asyncio.TaskGroup() as tg:
            tg.create_task(fail())
            async with asyncio.timeout(5) as cm:
                await asyncio.sleep(5)
    except ExceptionGroup as error:
        print([type(e).__name__ for e in error.exceptions], cm.expired())


async def main():
    await around(True)
    await around(False)
    await within()
    await handled_within()
    await member_in_time()
    await member_fails_in_time()
    print(asyncio.current_task().cancelling())


asyncio.run(main())
