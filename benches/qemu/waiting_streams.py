# What streams that tasks wait for cost, while other tasks run and while all sleep. benches/waiting_streams.py runs it: with WHAT
# ("sockets", which tell, or "asked"), COUNTS, ROUNDS and the host's PORT in lines before it;
# SLEEPS: also a second in which all sleep.
import asyncio
import gc

waiting = []


async def spin():
    while True:
        await asyncio.sleep_ms(0)


async def silent_socket():
    reader, _ = await asyncio.open_connection("10.0.2.2", PORT)
    waiting.append(reader)
    await reader.read(1)


async def silent_asked():
    # It can be polled, and has nothing.
    from micropython import RingIO

    reader = asyncio.StreamReader(RingIO(8))
    waiting.append(reader)
    await reader.read(1)


async def wait_for(count):
    while len(waiting) < count:
        before = len(waiting)
        asyncio.create_task(silent_socket() if WHAT == "sockets" else silent_asked())
        while len(waiting) == before:
            await asyncio.sleep_ms(1)
    # Each was asked once, and those that tell are quiet from then on.
    for _ in range(4):
        await asyncio.sleep_ms(0)
    gc.collect()


async def main():
    kept = [asyncio.create_task(spin()) for _ in range(9)]
    for count in COUNTS:
        await wait_for(count)
        await asyncio.sleep_ms(0)
        mark("start")
        for _ in range(ROUNDS):
            await asyncio.sleep_ms(0)
        mark(count)
    for task in kept:
        task.cancel()
    if SLEEPS:
        await asyncio.sleep_ms(0)
        mark("start")
        await asyncio.sleep(1)
        mark("asleep with %d" % len(waiting))


asyncio.run(main())
