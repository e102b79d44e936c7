# Oracle: reasoned: a time that no machine word holds is as long, or as negative, as one that does; never short
# Times beyond 64 bits: sleep_ms() refuses them as it does those of a week, sleep() goes on sleeping; negative ones are zero.
import asyncio


async def main():
    for power in (62, 63, 70, 82, 100):
        try:
            await asyncio.wait_for_ms(asyncio.sleep_ms(2**power), 1)
            print("sleep_ms", power, "ended")
        except OverflowError:
            print("sleep_ms", power, "refused")
        try:
            await asyncio.wait_for_ms(asyncio.sleep(2**power), 1)
            print("sleep", power, "ended")
        except asyncio.TimeoutError:
            print("sleep", power, "too long")
        except OverflowError:
            print("sleep", power, "refused")
    for power in (62, 63, 70, 82, 100):
        print(power, await asyncio.sleep_ms(-(2**power)), await asyncio.sleep(-(2**power)))
    for seconds in (float("inf"), 1e300):
        try:
            await asyncio.wait_for_ms(asyncio.sleep(seconds), 1)
        except asyncio.TimeoutError:
            print("too long")


asyncio.run(main())
