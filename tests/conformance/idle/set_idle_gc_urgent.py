# Oracle: reasoned: neither stock nor CPython has set_idle_gc()
# Features: idle, priority
# No collection while an urgent task waits for a flag, which may be set at any moment; while it sleeps there is one.
import asyncio
import gc

loop = asyncio.get_event_loop()


async def garbage():
    gc.collect()
    before = gc.mem_free()
    for _ in range(40):
        bytearray(100)
    await asyncio.sleep_ms(30)
    return gc.mem_free() > before - 2000


async def main():
    if await garbage():
        print("SKIP: the collector runs anyhow")
        return
    try:
        loop.set_idle_gc(2000)
    except NotImplementedError:
        print("SKIP: the port does not count what is allocated")
        return
    await garbage()
    flag = asyncio.ThreadSafeFlag()
    event = asyncio.Event()

    async def waits(wait):
        await wait()

    for name, wait, wake, priority in (
        ("usual flag", flag.wait, flag.set, 0),
        ("urgent flag", flag.wait, flag.set, 1),
        ("urgent wait", lambda: flag.wait(priority=True), flag.set, 0),
        ("urgent event", event.wait, event.set, 1),
        ("urgent sleep", lambda: asyncio.sleep_ms(100), int, 1),
    ):
        task = asyncio.create_task(waits(wait), priority=priority)
        await asyncio.sleep_ms(0)
        print(name, await garbage())
        wake()
        await task
        print("afterwards", await garbage())

    # A cancelled wait is over, too.
    task = asyncio.create_task(waits(flag.wait), priority=1)
    await asyncio.sleep_ms(0)
    task.cancel()
    await asyncio.sleep_ms(0)
    print("cancelled", await garbage())


asyncio.run(main())
loop.set_idle_gc(0)
