# machine.lightsleep in a task: the loop's time goes on meanwhile, a sleeper that has become due wakes behind it, and what
# sleeps afterwards isn't late.
import asyncio
import machine
import time


async def sleeper():
    await asyncio.sleep_ms(20)
    print("sleeper")


async def main():
    task = asyncio.create_task(sleeper())
    await asyncio.sleep_ms(0)
    start = time.ticks_ms()
    machine.lightsleep(60)
    print("light sleep", time.ticks_diff(time.ticks_ms(), start) >= 60)
    await task
    start = time.ticks_ms()
    await asyncio.sleep_ms(30)
    print("sleep", time.ticks_diff(time.ticks_ms(), start) >= 30)


asyncio.run(main())
