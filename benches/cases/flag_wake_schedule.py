# From micropython.schedule to the task that waits for a ThreadSafeFlag, and back: one handshake.
import asyncio
import micropython


async def main():
    flag = asyncio.ThreadSafeFlag()

    def set_flag(_):
        flag.set()

    start = clock()
    for _ in range(ROUNDS):
        micropython.schedule(set_flag, None)
        await flag.wait()
    figure(clock() - start, ROUNDS)


asyncio.run(main())
