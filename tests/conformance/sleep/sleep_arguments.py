# Oracle: stock
# sleep takes seconds as int or float, sleep_ms milliseconds; what is negative counts as zero.
import asyncio


async def main():
    for seconds in (0, 0.0, -1, -0.5, 0.001):
        print(seconds, await asyncio.sleep(seconds))
    for ms in (0, 1, -1, -100000, True):
        print(ms, await asyncio.sleep_ms(ms))
    for wrong in (None, (), []):
        for function in (asyncio.sleep, asyncio.sleep_ms):
            try:
                await function(wrong)
                print("accepted", wrong)
            except (TypeError, ValueError):
                print(function is asyncio.sleep, wrong, "refused")
    await asyncio.sleep(0)
    print("still running")


asyncio.run(main())
