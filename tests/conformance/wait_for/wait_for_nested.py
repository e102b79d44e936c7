# Oracle: CPython
# Nested wait_for: the shorter timeout wins wherever it stands.
import asyncio


async def work(seconds):
    try:
        await asyncio.sleep(seconds)
        return "result"
    except asyncio.CancelledError:
        print("work cancelled")
        raise


async def attempt(work_for, inner, outer):
    async def middle():
        try:
            return await asyncio.wait_for(work(work_for), inner)
        except asyncio.TimeoutError:
            print("inner time-out")
            return "late"
        except asyncio.CancelledError:
            print("inner cancelled")
            raise

    try:
        print(await asyncio.wait_for(middle(), outer))
    except asyncio.TimeoutError:
        print("outer time-out")


async def main():
    await attempt(0.02, 0.2, 0.4)
    await attempt(10, 0.02, 0.4)


asyncio.run(main())
