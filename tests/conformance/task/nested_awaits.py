# Oracle: CPython
# Values and turns through a deep chain of awaits.
import asyncio


async def down(n):
    if n == 0:
        await asyncio.sleep(0)
        return 0
    if n % 4 == 0:
        return 1 + await asyncio.create_task(down(n - 1))
    return 1 + await down(n - 1)


async def main():
    print(await down(12))
    print(await asyncio.gather(down(5), down(3), down(8)))


asyncio.run(main())
