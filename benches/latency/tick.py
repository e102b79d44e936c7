# An urgent task ticks each PERIOD milliseconds beside one that allocates without end. TICKS ticks are measured; prints the latest and the
# mean, in microseconds after their time. IDLE_GC: the bytes of loop.set_idle_gc(), 0 for none. URGENT: the task has a priority. KEPT: so many
# kilobytes of the heap are in use.
import asyncio
import time


async def allocates():
    while True:
        kept = [bytearray(64) for _ in range(4)]
        await asyncio.sleep_ms(1)
        del kept


class Sleeps:
    # What stock has in place of every_ms(): it sleeps for a period.
    def __aiter__(self):
        return self

    async def __anext__(self):
        await asyncio.sleep_ms(PERIOD)


async def ticks():
    latest = total = number = 0
    due = time.ticks_us()
    async for missed in asyncio.every_ms(PERIOD) if hasattr(asyncio, "every_ms") else Sleeps():
        due = time.ticks_add(due, PERIOD * 1000)
        late = time.ticks_diff(time.ticks_us(), due)
        latest = max(latest, late)
        total += late
        number += 1
        lost = max(0, late) // (PERIOD * 1000) if missed is None else missed
        due = time.ticks_add(due, lost * PERIOD * 1000)
        if number == TICKS:
            return latest, total // number


async def main():
    kept = [bytearray(4080) for _ in range(KEPT // 4)]
    if IDLE_GC:
        asyncio.get_event_loop().set_idle_gc(IDLE_GC)
    other = asyncio.create_task(allocates())
    task = asyncio.create_task(ticks())
    if URGENT:
        task.priority = 1
    latest, mean = await task
    other.cancel()
    print(latest, mean)
    del kept


asyncio.run(main())
