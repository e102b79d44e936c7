# What the processor executes for 1000 switches between 10 tasks: `tests/run.py --board B --icount benches/qemu/switch.py`.
import asyncio


async def spin():
    while True:
        await asyncio.sleep_ms(0)


async def main():
    tasks = [asyncio.create_task(spin()) for _ in range(9)]
    for _ in range(3):
        await asyncio.sleep_ms(0)
    mark("start")
    for _ in range(100):
        await asyncio.sleep_ms(0)
    mark("1000 switches")
    for task in tasks:
        task.cancel()


asyncio.run(main())
