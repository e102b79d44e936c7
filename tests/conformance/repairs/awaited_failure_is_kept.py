# Repairs: a failed task that is awaited before its second turn loses its exception. Fails on stock.
# Oracle: CPython
# A failure that was awaited once is still there afterwards, for await and for gather.
import asyncio


async def give():
    return 1


async def fail():
    raise ValueError("kept")


async def main():
    given, failed = asyncio.create_task(give()), asyncio.create_task(fail())
    await given
    for _ in range(3):
        try:
            await failed
        except ValueError as er:
            print("raised", er.args)
        await asyncio.sleep(0.02)
    results = await asyncio.gather(given, failed, return_exceptions=True)
    print(results[0], results[1].args)


asyncio.run(main())
