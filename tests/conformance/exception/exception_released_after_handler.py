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


def shifted(a=0, b=0, c=0):
    return used()


def shifted_more(a=0, b=0, c=0, d=0, e=0, f=0, g=0):
    return used()


def shifted_most(a=0, b=0, c=0, d=0, e=0, f=0, g=0, h=0, i=0, j=0, k=0, m=0, n=0):
    return used()


def deeper(depth):
    return min(used(), deeper(depth - 1)) if depth else used()


def least_used():
    """The least of what the collector finds below frames of different sizes and depths: a dead word lies between the live ones of some of
    them, what is really kept is found below all."""
    return min(deeper(3), shifted(), shifted_more(), shifted_most())


asyncio.get_event_loop().set_exception_handler(lambda loop, context: None)

before = least_used()
for main in (reported, gathered):
    asyncio.run(main())
    once = least_used()
    # The frames of this loop may hold a dead word too: the calls of another kind overwrite it.
    print(main.__name__, end=" ")
    print(min(once, least_used()) - before < 2000)
