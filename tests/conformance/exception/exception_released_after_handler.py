# Oracle: reasoned: stock keeps it in its exception context; here nothing does
# What hangs on an exception is free once the exception handler has run, and once a callback's or awaited task's was dealt with.
import asyncio
import gc


class Failure(Exception):
    pass


async def fails():
    raise Failure(bytearray(3000))


async def reported():
    asyncio.create_task(fails())
    for _ in range(5):
        await asyncio.sleep_ms(0)


async def gathered():
    await asyncio.gather(fails(), return_exceptions=True)


async def others():
    await asyncio.sleep_ms(1)


def overwrite(depth):
    """Calls of Python and C as deep as those that dealt with the exception: the collector believes dead words on the stack too."""
    return max(overwrite(depth - 1), depth, *range(depth % 8)) if depth else 0


def used():
    for _ in range(3):
        asyncio.run(others())
        overwrite(4)
    gc.collect()
    return gc.mem_alloc()


asyncio.get_event_loop().set_exception_handler(lambda loop, context: None)


def least_used(depth):
    """The least of what the collector finds from frames at different depths: a dead word lies in one of them, what is really kept is found in all."""
    return min(used(), least_used(depth - 1)) if depth else used()


before = least_used(3)
for main in (reported, gathered):
    asyncio.run(main())
    print(main.__name__, least_used(3) - before < 2000)
