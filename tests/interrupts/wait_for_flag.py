# wait_for around a flag: the interrupt in time, the interrupt too late, and the flag still good afterwards.
import asyncio
import machine


async def main():
    flag = asyncio.ThreadSafeFlag()
    timer = machine.Timer(-1)
    timer.init(mode=machine.Timer.ONE_SHOT, period=5, callback=lambda t: flag.set(), hard=True)
    await asyncio.wait_for_ms(flag.wait(), 50)
    print("in time")
    timer.init(mode=machine.Timer.ONE_SHOT, period=50, callback=lambda t: flag.set(), hard=True)
    try:
        await asyncio.wait_for_ms(flag.wait(), 5)
    except asyncio.TimeoutError:
        print("timeout")
    await flag.wait()
    print("late, but there")
    timer.deinit()


asyncio.run(main())
