# Repairs: each switch polls all I/O. Fails on stock.
# Oracle: reasoned: docs/differences.md; CPython has no ThreadSafeFlag
# While a flag waits, a switch does not poll it: 200 switches poll it far less than 200 times.
import asyncio


class Counted(asyncio.ThreadSafeFlag):
    polls = 0

    def ioctl(self, request, flags):
        Counted.polls += 1
        return super().ioctl(request, flags)


async def main():
    flag = Counted()
    task = asyncio.create_task(flag.wait())
    await asyncio.sleep_ms(0)
    for _ in range(200):
        await asyncio.sleep_ms(0)
    print("polled at most 20 times:", Counted.polls <= 20)
    flag.set()
    await task
    print("woken")


asyncio.run(main())
