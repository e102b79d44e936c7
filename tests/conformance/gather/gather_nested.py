# Oracle: CPython
# Gathers inside gathers and inside wait_for.
import asyncio


async def work(n):
    await asyncio.sleep(0.04 * n)
    print("work", n)
    return n


async def pair(a, b):
    return await asyncio.gather(work(a), work(b))


async def main():
    print(await asyncio.gather(pair(1, 2), pair(4, 3)))
    try:
        print(await asyncio.wait_for(pair(1, 100), 0.1))
    except asyncio.TimeoutError:
        print("TimeoutError")


asyncio.run(main())
