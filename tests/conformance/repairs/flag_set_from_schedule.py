# Repairs: none lost, none corrupting (issue 4). Passes on stock: its flag is only polled, slowly.
# Oracle: reasoned: issue 4
# 1,000 handshakes and 100,000 sets of a ThreadSafeFlag from micropython.schedule.
import asyncio
import micropython

SETS = 100000
HANDSHAKES = 1000


async def main():
    flag, state = asyncio.ThreadSafeFlag(), [0]

    def callback(_):
        if state[0] < SETS:
            state[0] += 1
            flag.set()
            micropython.schedule(callback, None)

    micropython.schedule(callback, None)
    seen = 0
    while seen < SETS:
        await flag.wait()
        seen = state[0]
    print("seen the last of", seen)

    done = 0
    setter = flag.set
    for _ in range(HANDSHAKES):
        micropython.schedule(lambda _: setter(), None)
        await flag.wait()
        done += 1
    print("handshakes", done)


asyncio.run(main())
