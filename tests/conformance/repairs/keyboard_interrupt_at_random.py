# Repairs: after KeyboardInterrupt, cur_task is stale; loop state survives (#6518, #9870). Fails on stock.
# Features: compat
# Oracle: reasoned: docs/differences.md
# 1,000 real SIGINTs at random moments, in running code and in idle, each followed by a run that works.
# A shell sends one signal per line that it reads, so that two never meet (unix MicroPython exits on the second).
import asyncio
import os
import random
import time

ROUNDS = 1000

if not hasattr(os, "system"):
    print("SKIP: this port has no os.system to send itself a signal")
    raise SystemExit

pipe = "/tmp/mpy-asyncio-%d" % (time.time_ns() // 1000)
# Counting down takes a few milliseconds at most, and no other process.
sender = "while read count; do while [ $count -gt 0 ]; do count=$((count - 1)); done; kill -INT $PPID; done"
os.system("mkfifo %s; (%s) < %s > /dev/null 2>&1 &" % (pipe, sender, pipe))
signals = open(pipe, "w")  # noqa: SIM115 (open as long as the script runs)
os.remove(pipe)


async def spinner(turns):
    for _ in range(turns):
        await asyncio.sleep_ms(0)


async def pinger(event, lock):
    for _ in range(20):
        event.set()
        event.clear()
        # Not `async with`: MicroPython's VM mistakes its stack when an interrupt falls into the way out of that.
        await lock.acquire()
        try:
            await asyncio.sleep_ms(1)
        finally:
            lock.release()


async def workload(kind):
    event, lock = asyncio.Event(), asyncio.Lock()
    if kind == 0:
        # Busy: the interrupt finds a task running.
        while True:
            tasks = [asyncio.create_task(spinner(5)) for _ in range(5)]
            for task in tasks:
                await task
    elif kind == 1:
        # Idle: the interrupt finds the loop waiting.
        await asyncio.sleep_ms(20000)
    elif kind == 2:
        while True:
            task = asyncio.create_task(pinger(event, lock))
            try:
                await asyncio.wait_for_ms(event.wait(), 2)
            except asyncio.TimeoutError:
                pass
            await asyncio.gather(task, spinner(3))
    else:
        flag = asyncio.ThreadSafeFlag()
        await flag.wait()


async def child(n):
    await asyncio.sleep_ms(0)
    return n


async def reference():
    event = asyncio.Event()
    task = asyncio.create_task(child(1))
    waiter = asyncio.create_task(child(2))
    event.set()
    await event.wait()
    return (await task) + (await waiter) + (await asyncio.wait_for_ms(child(4), 1000))


random.seed(1)
stale = wrong = 0
for round in range(ROUNDS):
    try:
        signals.write("%d\n" % random.randrange(2000))
        asyncio.run(workload(round % 4))
        print("ended without an interrupt")
    except KeyboardInterrupt:
        pass
    if asyncio.core.cur_task is not None:
        stale += 1
    if asyncio.run(reference()) != 7:
        wrong += 1
    asyncio.new_event_loop()
    if asyncio.run(reference()) != 7:
        wrong += 1
signals.close()
print(ROUNDS, "interrupts; stale current task:", stale, "wrong runs:", wrong)
