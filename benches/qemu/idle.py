# What the processor executes during one second of sleep: `tests/run.py --board B --executed benches/qemu/idle.py`.
import asyncio


async def main():
    await asyncio.sleep_ms(0)
    mark("start")
    await asyncio.sleep(1)
    mark("one second asleep")


asyncio.run(main())
