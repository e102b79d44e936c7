# Eight workers share the processor, and one of them sets two flags in the middle of a round. One flag's task is urgent, the other's is not.
# With the features `trace` and `priority`; the output is for tools/trace_view.py:
#
#   micropython examples/traced_urgent.py >log.txt && python3 tools/trace_view.py log.txt

import asyncio
import time


async def worker(number, flags):
    while True:
        start = time.ticks_ms()
        while time.ticks_diff(time.ticks_ms(), start) < 3:
            pass
        if number == 2:
            for flag in flags:
                flag.set()
        await asyncio.sleep_ms(0)


async def urgent(flag):
    while True:
        await flag.wait(priority=True)
        time.sleep_ms(1)


async def usual(flag):
    while True:
        await flag.wait()
        time.sleep_ms(1)


async def main():
    flags = asyncio.ThreadSafeFlag(), asyncio.ThreadSafeFlag()
    tasks = [asyncio.create_task(urgent(flags[0])), asyncio.create_task(usual(flags[1]))]
    tasks += [asyncio.create_task(worker(number, flags)) for number in range(8)]
    await asyncio.sleep_ms(100)
    for task in tasks:
        task.cancel()


asyncio.trace.start()
asyncio.run(main())
asyncio.trace.stop()
asyncio.trace.dump()
