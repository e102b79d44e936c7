# Oracle: stock
# A timeout of zero or less lets the inner task start before it is cancelled.
import asyncio


async def work():
    print("work starts")
    try:
        await asyncio.sleep_ms(10000)
    except asyncio.CancelledError:
        print("work cancelled")
        raise


async def at_once():
    return "at once"


async def main():
    for timeout in (0, -5):
        for aw in (work(), at_once()):
            try:
                print(await asyncio.wait_for_ms(aw, timeout))
            except asyncio.TimeoutError:
                print("TimeoutError")
    try:
        await asyncio.wait_for(work(), 0.0)
    except asyncio.TimeoutError:
        print("TimeoutError")


asyncio.run(main())
