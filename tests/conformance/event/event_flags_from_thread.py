# Oracle: reasoned: neither stock nor CPython has EventFlags
# Features: event-flags
# Another thread may ask for the bits, clear and set them at any moment: the loop's queues are its own.
import asyncio

try:
    import _thread
except ImportError:
    print("SKIP: this port has no threads")
    raise SystemExit
import time

ROUNDS = 200000
flags = asyncio.EventFlags()
over = False
ended = 0


def outside():
    global ended
    while not over:
        flags.value()
        flags.clear(1 << 20)
        flags.set(1 << 21)
    ended += 1


async def waiter(bit, seen):
    while seen[0] < ROUNDS:
        seen[0] += bool(await flags.wait_any(bit, clear=True))


async def setter():
    while counts[0][0] + counts[1][0] + counts[2][0] < 3 * ROUNDS:
        for bit in range(3):
            flags.set(1 << bit)
        await asyncio.sleep(0)


async def main():
    waiters = [waiter(1 << bit, counts[bit]) for bit in range(3)]
    await asyncio.gather(setter(), *waiters)


counts = [[0] for _ in range(3)]
started = 0
try:
    for _ in range(2):
        _thread.start_new_thread(outside, ())
        started += 1
    asyncio.run(main())
finally:
    over = True
while ended < started:
    time.sleep_ms(1)
print(counts, flags.value() >> 21 & 1)
