# Repairs: sleeps beyond 2^29 ms (6.2 days) fail. Not shown on stock: unix ticks have 62 bits, and the clock hook is ours.
# Features: compat
# Oracle: reasoned: docs/differences.md
# Sleeps of 7, 13, 100 days and 3 years end in order; the test moves the clock instead of waiting.
import asyncio
from asyncio import core

if not hasattr(core, "_test_clock_add"):
    print("SKIP: this firmware has no test clock: `make test-long-times` builds one that has")
    raise SystemExit
core._test_clock_add(0)

DAY = 24 * 60 * 60


async def sleeper(days):
    await asyncio.sleep(days * DAY)
    print("slept", days, "days")


async def sleeper_ms(days):
    await asyncio.sleep_ms(days * DAY * 1000)
    print("slept", days, "days in milliseconds")


async def limited():
    try:
        await asyncio.wait_for(asyncio.Event().wait(), 20 * DAY)
    except asyncio.TimeoutError:
        print("time-out after 20 days")


async def main():
    tasks = [asyncio.create_task(sleeper(days)) for days in (1095, 13, 100, 7, 1, 6)]
    tasks += [asyncio.create_task(sleeper_ms(days)) for days in (25, 8, 50)]
    tasks.append(asyncio.create_task(limited()))
    for task in tasks:
        await task


asyncio.run(main())
