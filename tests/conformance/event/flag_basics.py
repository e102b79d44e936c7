# Oracle: stock
# A ThreadSafeFlag remembers one set until a wait or clear takes it.
import asyncio


async def main():
    flag = asyncio.ThreadSafeFlag()
    flag.set()
    flag.set()
    print(await flag.wait())
    try:
        await asyncio.wait_for_ms(flag.wait(), 40)
        print("set twice")
    except asyncio.TimeoutError:
        print("cleared by wait")
    flag.set()
    flag.clear()
    try:
        await asyncio.wait_for_ms(flag.wait(), 40)
        print("not cleared")
    except asyncio.TimeoutError:
        print("cleared by clear")
    flag.set()
    await flag.wait()
    print("works after time-outs")


asyncio.run(main())
