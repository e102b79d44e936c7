# A tree of timeouts: each level gives up before the one below
import asyncio


async def level(depth):
    if depth == 0:
        await asyncio.sleep_ms(1000)
        return
    try:
        await asyncio.wait_for_ms(level(depth - 1), 20 * depth)
    except asyncio.TimeoutError:
        print("level", depth, "timed out")
        raise

async def main():
    for _ in range(3):
        try:
            await level(4)
        except asyncio.TimeoutError:
            print("the whole tree ended")

asyncio.run(main())
