# Repairs: ticks wrap at 12.4 days. Not shown on stock: unix ticks have 62 bits, and the clock hook is ours.
# Features: compat
# Oracle: reasoned: docs/differences.md
# The clock is moved to just before 2^29, 2^30, 2^31 and 2^32 ms; 1,000 sleepers across each come back in order.
import asyncio
from asyncio import core

if not hasattr(core, "_test_clock_add"):
    print("SKIP: this firmware has no test clock: `make test-long-times` builds one that has")
    raise SystemExit
core._test_clock_add(0)

STEP_MS = 1000000
SLEEPERS = 1000
# Far enough apart that a busy machine cannot turn two neighbours round.
APART_MS = 50


async def advance(ms):
    # In steps with a turn of the loop between them: the clock is read at least once per half period of its ticks.
    while ms > 0:
        step = min(ms, STEP_MS)
        core._test_clock_add(step * 1000)
        await asyncio.sleep_ms(0)
        ms -= step


async def sleeper(ms, order):
    await asyncio.sleep_ms(ms)
    order.append(ms)


async def main():
    now = 0
    for bits in (29, 30, 31, 32):
        target = 2**bits - SLEEPERS * APART_MS // 2
        await advance(target - now)
        order = []
        times = [((n * 7919) % SLEEPERS + 1) * APART_MS for n in range(SLEEPERS)]
        tasks = [asyncio.create_task(sleeper(ms, order)) for ms in times]
        for task in tasks:
            await task
        print(bits, "bits:", len(order), "sleepers, in order:", order == sorted(times))
        now = target + SLEEPERS * APART_MS


asyncio.run(main())
