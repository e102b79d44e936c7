# What the processor executes for 1000 switches between 10 tasks with debug mode and the trace off and on, as far as the
# firmware has them: `make bench-diagnostics`.
import asyncio


async def spin():
    while True:
        await asyncio.sleep_ms(0)


def modes():
    loop = asyncio.get_event_loop()
    yield "nothing on", lambda on: None
    if hasattr(loop, "set_debug"):
        yield "debug mode on", loop.set_debug
    if hasattr(asyncio, "trace"):
        yield "trace on", lambda on: asyncio.trace.start() if on else asyncio.trace.stop()


async def main():
    kept = [asyncio.create_task(spin()) for _ in range(9)]
    for name, switch_to in modes():
        switch_to(True)
        for _ in range(3):
            await asyncio.sleep_ms(0)
        mark("start")
        for _ in range(100):
            await asyncio.sleep_ms(0)
        mark(name)
        switch_to(False)
    for task in kept:
        task.cancel()


asyncio.run(main())
