# Heap that one await of KIND takes, beyond that of the coroutines which the script itself makes.
import asyncio
import gc

event, lock, flag = asyncio.Event(), asyncio.Lock(), asyncio.ThreadSafeFlag()


async def nothing():
    pass


async def helper():
    while True:
        event.set()
        event.clear()
        flag.set()
        if lock.locked():
            lock.release()
        await asyncio.sleep_ms(0)


class Free:
    """The same names, giving something that is awaited at once and takes no heap."""

    def sleep_ms(self, ms):
        return ended

    def wait(self):
        return ended

    acquire = wait

    def create_task(self, coro):
        return ended

    def gather(self, first, second):
        return ended

    def wait_for_ms(self, coro, ms):
        return ended

    def StreamReader(self, wrapped):
        return ended


def end():
    return
    yield


ended = end()
for _ in ended:
    pass


async def sleep(module):
    await module.sleep_ms(0)


async def wait(thing):
    await thing.wait()


async def acquire(thing):
    await thing.acquire()


async def task(module):
    await module.create_task(nothing())


async def wait_for(module):
    await module.wait_for_ms(nothing(), 10000)


async def gather(module):
    await module.gather(nothing(), nothing())


async def stream(module):
    # Made, not awaited.
    module.StreamReader(event)


async def taken(function, thing):
    for _ in range(5):
        await function(thing)
    gc.collect()
    gc.disable()
    before = gc.mem_alloc()
    for _ in range(ROUNDS):
        await function(thing)
    after = gc.mem_alloc()
    gc.enable()
    return after - before


KINDS = {
    "sleep": (sleep, asyncio),
    "event": (wait, event),
    "lock": (acquire, lock),
    "flag": (wait, flag),
    "task": (task, asyncio),
    "wait_for": (wait_for, asyncio),
    "gather": (gather, asyncio),
    "stream": (stream, asyncio),
}


async def main():
    beside = asyncio.create_task(helper())
    function, thing = KINDS[KIND]
    figure(await taken(function, thing) - await taken(function, Free()), ROUNDS)
    beside.cancel()


asyncio.run(main())
