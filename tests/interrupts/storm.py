# An interrupt storm: a hard timer, as fast as the machine sustains, sets flags while tasks switch, sleep, wait and are
# cancelled and the collector runs. No wake is lost: after the storm each waiter has seen the last set of its flag.
import asyncio
import gc
import machine
import time

# The tasks that a small heap holds are fewer.
TASKS = 50 if gc.mem_free() > 30000 else 12
FLAGS = TASKS // 5
STORM_MS = 500

sent = [0] * FLAGS
seen = [0] * FLAGS
flags = [asyncio.ThreadSafeFlag() for _ in range(FLAGS)]
at = 0
switches = 0
cancelled = 0
collections = 0


def strike(timer):
    global at
    i = at
    at = (i + 1) % FLAGS
    sent[i] += 1
    flags[i].set()


def strikes():
    n = 0
    for count in sent:
        n += count
    return n


def highest_rate():
    # The fastest rate at which no beat is missed, and the main program still gets half of its turns.
    timer = machine.Timer(-1)
    good = 100
    for freq in (500, 1000, 2000, 4000, 8000, 16000, 32000, 64000):
        before = strikes()
        start = time.ticks_us()
        timer.init(freq=freq, callback=strike, hard=True)
        time.sleep_ms(20)
        turns = 0
        stop = time.ticks_add(time.ticks_ms(), 20)
        while time.ticks_diff(stop, time.ticks_ms()) > 0:
            turns += 1
        timer.deinit()
        expected = freq * time.ticks_diff(time.ticks_us(), start) // 1000000
        if strikes() - before < expected * 9 // 10 or turns < idle_turns // 2:
            break
        good = freq
    return good


idle_turns = 0
stop = time.ticks_add(time.ticks_ms(), 20)
while time.ticks_diff(stop, time.ticks_ms()) > 0:
    idle_turns += 1


async def waiter(i):
    while True:
        await flags[i].wait()
        seen[i] = sent[i]


async def switcher():
    global switches
    while True:
        switches += 1
        await asyncio.sleep_ms(0)


async def sleeper(ms):
    while True:
        await asyncio.sleep_ms(ms)


async def collector():
    global collections
    while True:
        gc.collect()
        collections += 1
        await asyncio.sleep_ms(3)


async def canceller(tasks):
    # A waiter that is cancelled and replaced takes over its flag.
    global cancelled
    i = 0
    while True:
        await asyncio.sleep_ms(2)
        tasks[i].cancel()
        try:
            await tasks[i]
        except asyncio.CancelledError:
            cancelled += 1
        tasks[i] = asyncio.create_task(waiter(i))
        i = (i + 1) % FLAGS


async def main():
    freq = highest_rate()
    waiters = [asyncio.create_task(waiter(i)) for i in range(FLAGS)]
    others = [asyncio.create_task(collector()), asyncio.create_task(canceller(waiters))]
    while len(waiters) + len(others) < TASKS:
        others.append(asyncio.create_task(sleeper(1 + len(others) % 5) if len(others) % 2 else switcher()))
    before = strikes()
    timer = machine.Timer(-1, freq=freq, callback=strike, hard=True)
    await asyncio.sleep_ms(STORM_MS)
    timer.deinit()
    struck = strikes() - before
    await asyncio.sleep_ms(50)
    print("struck", struck > STORM_MS * freq // 1000 // 4)
    print("switched", switches > 100)
    print("cancelled", cancelled > 10)
    print("collected", collections > 10)
    lost = [i for i in range(FLAGS) if seen[i] != sent[i]]
    print("lost", lost)
    for task in waiters + others:
        task.cancel()
    await asyncio.sleep_ms(0)
    if "mark" in globals():
        print("tasks", TASKS, "rate", freq, "strikes", struck, "switches", switches, "cancelled", cancelled)


asyncio.run(main())
