# Three tasks that keep a rhythm, beside a prompt. `worst` has the latest start of each so far, in microseconds, and `counts` how often each ran.
import asyncio
import time

PERIODS_MS = (10, 20, 50)
worst = [0] * len(PERIODS_MS)
counts = [0] * len(PERIODS_MS)


async def beat(number):
    period = PERIODS_MS[number] * 1000
    due = time.ticks_add(time.ticks_us(), period)
    while True:
        left = time.ticks_diff(due, time.ticks_us())
        await asyncio.sleep_ms(max(0, (left + 999) // 1000))
        late = time.ticks_diff(time.ticks_us(), due)
        worst[number] = max(worst[number], late)
        counts[number] += 1
        # After a long step the rhythm begins anew.
        due = time.ticks_add(due if late < period else time.ticks_us(), period)


async def main():
    for number in range(len(PERIODS_MS)):
        asyncio.create_task(beat(number))
    print("tasks run")
    await asyncio.repl.run()


asyncio.run(main())
