# What the processor executes for 1000 switches between 1, 10 and 100 tasks: `tests/run.py --board B --icount benches/qemu/switch.py`.
import asyncio


async def spin():
    while True:
        await asyncio.sleep_ms(0)


async def switches(count):
    tasks = [asyncio.create_task(spin()) for _ in range(count - 1)]
    for _ in range(3):
        await asyncio.sleep_ms(0)
    mark("tasks made")
    for _ in range(100 // count):
        await asyncio.sleep_ms(0)
        await asyncio.sleep_ms(0)
        await asyncio.sleep_ms(0)
        await asyncio.sleep_ms(0)
        await asyncio.sleep_ms(0)
        await asyncio.sleep_ms(0)
        await asyncio.sleep_ms(0)
        await asyncio.sleep_ms(0)
        await asyncio.sleep_ms(0)
        await asyncio.sleep_ms(0)
    mark("1000 switches between %d" % count)
    for task in tasks:
        task.cancel()
    await asyncio.sleep_ms(0)


for count in (1, 10, 100):
    try:
        asyncio.run(switches(count))
    except MemoryError:
        print("no memory for %d tasks" % count)
