# Oracle: CPython
# Features: timeout
# when() gives the deadline as it was given, a past one too.
import asyncio


async def main():
    loop = asyncio.get_running_loop()
    off = 0
    for n in range(200):
        deadline = loop.time() + 10 + n * 0.0137
        async with asyncio.timeout_at(deadline) as timeout:
            await asyncio.sleep(0)
            off += timeout.when() != deadline
            timeout.reschedule(deadline + 1)
            off += timeout.when() != deadline + 1
            timeout.reschedule(None)
            print(end="" if timeout.when() is None else "when() is not None\n")
    print("off", off)
    for past in (-5, -0.25, 0):
        try:
            async with asyncio.timeout_at(past) as timeout:
                print(timeout.when())
                await asyncio.sleep(1)
        except asyncio.TimeoutError:
            print("timed out", timeout.when(), timeout.expired())
    before = loop.time()
    async with asyncio.timeout(10) as timeout:
        await asyncio.sleep(0)
        print(before + 10 <= timeout.when() <= loop.time() + 10)


asyncio.run(main())
