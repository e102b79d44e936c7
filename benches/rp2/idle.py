# Nothing to do for SECONDS seconds: two tasks sleep, one waits for a flag that nobody sets. GP5 is high meanwhile.
import asyncio
from machine import Pin

idle = Pin(5, Pin.OUT, value=0)


async def wait_for_ever(flag):
    await flag.wait()


async def main():
    asyncio.create_task(wait_for_ever(asyncio.ThreadSafeFlag()))
    asyncio.create_task(asyncio.wait_for_ms(asyncio.Event().wait(), SECONDS * 1000 + 500))
    await asyncio.sleep_ms(1)
    idle.on()
    await asyncio.sleep(SECONDS)
    idle.off()


asyncio.run(main())
