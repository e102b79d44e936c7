# Floats that are alive across awaits, and in a hardware FPU's registers when an interrupt comes whose handler uses that FPU too,
# stay what they were: tasks that are interrupted add up what a plain loop adds up.
import asyncio
import machine

try:
    import math

    math.exp
except (ImportError, AttributeError):
    print("SKIP: this firmware has no math.exp")
    raise SystemExit

TASKS = 6
ROUNDS = 200
STRIKES = 200

flag = asyncio.ThreadSafeFlag()
strikes = 0
# A hard handler allocates nothing: it compares floats that are there already.
low = 0.5
high = 1.5
wrong = 0


def strike(timer):
    global strikes, wrong
    if not (low < high) or high < low:
        wrong += 1
    strikes += 1
    flag.set()


def step(a, b, i):
    return a * 0.75 + math.exp(-b) + math.sin(i) / (i + 1.0), b * 0.5 + math.sqrt(a * a + 1.0)


def expected(start):
    a, b = start, start / 3
    for i in range(ROUNDS):
        a, b = step(a, b, i)
    return a, b


async def compute(start):
    a, b = start, start / 3
    for i in range(ROUNDS):
        before = a - b
        await asyncio.sleep_ms(i % 7 == 0)
        if a - b != before:
            print("a float changed while its task waited")
        a, b = step(a, b, i)
    return a, b


async def waiter(share):
    # What passes from a handler to a task, with a float of the task's own.
    while True:
        await flag.wait()
        share[0] += 0.25
        share[1] += 1


async def main():
    share = [0.0, 0]
    waiting = asyncio.create_task(waiter(share))
    timer = machine.Timer(-1, freq=4000, callback=strike, hard=True)
    starts = [0.1 + i for i in range(TASKS)]
    results = await asyncio.gather(*(compute(start) for start in starts))
    while strikes < STRIKES:
        await asyncio.sleep_ms(1)
    timer.deinit()
    await asyncio.sleep_ms(0)
    print("equal", [results[i] == expected(starts[i]) for i in range(TASKS)])
    print("shared", share[0] == share[1] * 0.25, share[1] > 0)
    print("handlers", wrong)
    waiting.cancel()


asyncio.run(main())
