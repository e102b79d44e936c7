# Oracle: reasoned: neither stock nor CPython has set_idle_gc()
# Features: idle
# The loop collects before it sleeps when so many bytes have been allocated, and not before.
import asyncio
import gc

loop = asyncio.get_event_loop()


async def garbage(blocks):
    """The bytes that are free after this many blocks of garbage and a short sleep, fewer than before or not."""
    gc.collect()
    before = gc.mem_free()
    for _ in range(blocks):
        bytearray(100)
    await asyncio.sleep_ms(30)
    return gc.mem_free() > before - blocks * 50


async def main():
    if await garbage(40):
        print("SKIP: the collector runs anyhow")
        return
    # The first collection of all shows how long one takes.
    try:
        loop.set_idle_gc(2000)
    except NotImplementedError:
        print("SKIP: the port does not count what is allocated")
        return
    await garbage(40)
    print("many bytes", await garbage(40))
    loop.set_idle_gc(100000)
    print("too few", await garbage(40))
    loop.set_idle_gc(0)
    print("off", await garbage(40))
    loop.set_idle_gc(2000)
    for wrong in (-1, "1", None):
        try:
            loop.set_idle_gc(wrong)
        except (TypeError, ValueError) as error:
            print(type(error).__name__, error if isinstance(error, ValueError) else "")

    # Not in a wait that is shorter than a collection, nor with a task that is always ready.
    async def spins():
        while True:
            await asyncio.sleep_ms(0)

    task = asyncio.create_task(spins())
    print("never idle", await garbage(40))
    task.cancel()
    print("idle again", await garbage(40))


asyncio.run(main())
loop.set_idle_gc(0)
