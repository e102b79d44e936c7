# machine.Timer sets a flag: periodic, one-shot, and through micropython.schedule.
import asyncio
import micropython
from machine import Timer

flag = asyncio.ThreadSafeFlag()


def set_flag(_):
    flag.set()


async def main():
    timer = Timer(period=7, mode=Timer.PERIODIC, callback=set_flag)
    for _ in range(10):
        await flag.wait()
    timer.deinit()
    print("periodic")

    Timer(period=30, mode=Timer.ONE_SHOT, callback=set_flag)
    await asyncio.wait_for_ms(flag.wait(), 1000)
    print("one shot")

    Timer(period=30, mode=Timer.ONE_SHOT, callback=lambda _: micropython.schedule(set_flag, None))
    await asyncio.wait_for_ms(flag.wait(), 1000)
    print("scheduled")


asyncio.run(main())
