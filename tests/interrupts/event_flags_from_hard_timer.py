# Features: event-flags
# Bits set from a hard interrupt wake the tasks that wait for them, also while the heap is locked, and none is lost in a storm.
import asyncio
import machine
import micropython

STORM_MS = 200
BITS = 6

flags = asyncio.EventFlags()
timer = machine.Timer(-1)
bit = 0
sent = [0] * BITS
seen = [0] * BITS


def set_first(timer):
    flags.set(1)


def set_third(timer):
    flags.set(4)


def strike(timer):
    # Each bit only when its last one has been taken, so that all can be counted.
    global bit
    bit = (bit + 1) % BITS
    if flags.value() & 1 << bit == 0:
        sent[bit] += 1
        flags.set(1 << bit)


async def all_of(mask):
    print("all of", mask, await flags.wait_all(mask))


async def collector():
    while True:
        got = await flags.wait_any((1 << BITS) - 1, clear=True)
        for i in range(BITS):
            seen[i] += got >> i & 1


async def main():
    task = asyncio.create_task(all_of(5))
    timer.init(mode=machine.Timer.ONE_SHOT, period=5, callback=set_first, hard=True)
    print("any", await flags.wait_any(3))
    print("waits on", not task.done())
    timer.init(mode=machine.Timer.ONE_SHOT, period=5, callback=set_third, hard=True)
    await task
    flags.clear(7)

    wait = flags.wait_any
    timer.init(mode=machine.Timer.ONE_SHOT, period=5, callback=set_first, hard=True)
    micropython.heap_lock()
    got = await wait(1)
    micropython.heap_unlock()
    print("without heap", got)
    flags.clear(1)

    task = asyncio.create_task(collector())
    timer.init(freq=1000, callback=strike, hard=True)
    await asyncio.sleep_ms(STORM_MS)
    timer.deinit()
    await asyncio.sleep_ms(10)
    print("struck", min(sent) > 5)
    print("lost", [i for i in range(BITS) if sent[i] != seen[i]])
    task.cancel()


asyncio.run(main())
