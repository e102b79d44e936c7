# The same from a scheduled callback, while another task keeps the loop busy.
import asyncio
import machine


async def busy():
    while True:
        await asyncio.sleep_ms(0)


async def main():
    flag = asyncio.ThreadSafeFlag()
    other = asyncio.create_task(busy())
    timer = machine.Timer(-1)
    for period in (1, 5, 20):
        timer.init(mode=machine.Timer.ONE_SHOT, period=period, callback=lambda t: flag.set(), hard=False)
        await flag.wait()
        print("woken after", period)
    timer.deinit()
    other.cancel()


asyncio.run(main())
