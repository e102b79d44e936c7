# A ThreadSafeFlag set from a hard interrupt wakes a task of a loop that sleeps.
import asyncio
import machine


async def main():
    flag = asyncio.ThreadSafeFlag()
    timer = machine.Timer(-1)
    for period in (1, 5, 20):
        timer.init(mode=machine.Timer.ONE_SHOT, period=period, callback=lambda t: flag.set(), hard=True)
        await flag.wait()
        print("woken after", period)
    timer.deinit()


asyncio.run(main())
