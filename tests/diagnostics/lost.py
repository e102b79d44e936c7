# In debug mode a collection names coroutines that were never awaited and tasks that nobody can wake any more.
import asyncio
import gc

loop = asyncio.get_event_loop()
reports = []


async def forgotten():
    await asyncio.sleep_ms(1)


async def waits_for_ever():
    await asyncio.Event().wait()


async def awaited():
    await asyncio.sleep_ms(0)


def lose():
    # Several, since a word left on the stack may keep one of them.
    for _ in range(4):
        forgotten()


def handler(loop, context):
    reports.append(context["message"])


async def main():
    loop.set_exception_handler(handler)
    for debug in (False, True):
        loop.set_debug(debug)
        lose()
        for _ in range(4):
            asyncio.create_task(waits_for_ever())
        kept = asyncio.create_task(awaited())
        await awaited()
        await kept
        await asyncio.sleep_ms(0)
        # Other calls overwrite what the stack still holds.
        str([str(number) for number in range(20)])
        gc.collect()
        await asyncio.sleep_ms(1)
        found = {report.split(" at ")[0] for report in reports}
        print(debug, sorted(found))
    loop.set_debug(False)
    loop.set_exception_handler(None)


asyncio.run(main())
