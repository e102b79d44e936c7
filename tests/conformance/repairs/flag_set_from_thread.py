# Repairs: none lost, none corrupting (issue 4). Passes on stock: its flag is only polled, slowly.
# Oracle: reasoned: issue 4
# 100,000 ThreadSafeFlag.set() from another thread against a running loop, and some while it is idle.
import asyncio

try:
    import _thread
except ImportError:
    print("SKIP: this port has no threads")
    raise SystemExit
import time

SETS = 100000


def setter(flag, count, state, pause_ms):
    for n in range(count):
        state[0] = n + 1
        flag.set()
        if pause_ms:
            time.sleep_ms(pause_ms)


async def waiter(flag, state, count):
    seen = 0
    while seen < count:
        await flag.wait()
        seen = state[0]
    return seen


async def main():
    flag, state = asyncio.ThreadSafeFlag(), [0]
    _thread.start_new_thread(setter, (flag, SETS, state, 0))
    print("busy thread: seen the last of", await waiter(flag, state, SETS))

    flag, state = asyncio.ThreadSafeFlag(), [0]
    _thread.start_new_thread(setter, (flag, 20, state, 5))
    print("idle loop: seen the last of", await waiter(flag, state, 20))

    flags, state = [asyncio.ThreadSafeFlag() for _ in range(40)], [0]
    tasks = [asyncio.create_task(waiter(flag, state, 1)) for flag in flags]
    await asyncio.sleep_ms(0)
    for flag in flags:
        _thread.start_new_thread(setter, (flag, 1, state, 0))
    for task in tasks:
        await task
    print("all", len(flags), "flags woken")


asyncio.run(main())
