# Threads that end, or set what a task waits for, while the loop's thread collects garbage; and walks of the heap while threads
# allocate. What a thread hands over is reachable by it alone, and the thread returns at once.
#
#   micropython threads.py ROUNDS
#
# The threads do next to nothing: MicroPython's own objects don't stand two threads at once where there is no GIL.
import _thread
import asyncio
import gc
import sys
import time

ROUNDS = int(sys.argv[1])
AT_ONCE = 4

count = 0


async def waits(wait):
    global count
    await wait
    count += 1


def sets(event):
    event.set()


def sets_flags(flags):
    flags.set(1)


def called():
    global count
    count += 1


async def coroutine():
    called()


def schedules(function):
    asyncio.get_event_loop().call_soon_threadsafe(function)


def runs(function):
    asyncio.run_coroutine_threadsafe(function(), asyncio.get_event_loop())


def start_event(event):
    asyncio.create_task(waits(event.wait()))
    return sets, event


def start_flags(flags):
    asyncio.create_task(waits(flags.wait_any(1)))
    return sets_flags, flags


def start_thread(target, argument):
    # As long as other threads have not returned there may be no room for one more.
    while True:
        try:
            return _thread.start_new_thread(target, (argument,))
        except OSError:
            time.sleep_ms(1)


async def settle(expected):
    # Back to back, collections can keep a thread from the heap's lock for long: later ones leave it time.
    for number in range(22000):
        gc.collect()
        if count == expected:
            return
        await asyncio.sleep_ms(0 if number < 2000 else 1)
    raise AssertionError("{} of {} came".format(count, expected))


async def hand_over():
    """Each way in which a thread tells the loop something, with the collector running all the time."""
    expected = 0
    for number in range(ROUNDS):
        ways = (start_event(asyncio.Event()), start_event(asyncio.ThreadSafeFlag()), start_flags(asyncio.EventFlags()),
            (schedules, called), (runs, coroutine))
        await asyncio.sleep_ms(0)
        for target, argument in ways:
            start_thread(target, argument)
            expected += 1
            gc.collect()
        del ways, target, argument
        if number % 4 == 3:
            await settle(expected)
    await settle(expected)


async def end():
    """Threads that end."""
    loop = asyncio.get_event_loop()
    for _ in range(ROUNDS):
        jobs = [asyncio.create_task(asyncio.to_thread(time.sleep_us, 50)) for _ in range(AT_ONCE)]
        jobs += [loop.run_in_executor(None, time.sleep_us, 50)]
        while not all(job.done() for job in jobs):
            gc.collect()
            await asyncio.sleep_ms(0)
        await asyncio.gather(*jobs)


def allocates(stop):
    while not stop:
        bytearray(100)


async def walk():
    """all_tasks(), print_tasks(), stats() and Runner.close() while other threads allocate."""
    stop = []
    for _ in range(2):
        start_thread(allocates, stop)
    sleepers = [asyncio.create_task(asyncio.sleep_ms(60000)) for _ in range(20)]
    for _ in range(ROUNDS):
        await asyncio.sleep_ms(0)
        if len(asyncio.all_tasks()) != len(sleepers) + 1:
            raise AssertionError("all_tasks() missed some")
        if hasattr(asyncio, "stats"):
            asyncio.stats()
    for task in sleepers:
        task.cancel()
    await asyncio.sleep_ms(1)
    stop.append(True)
    await asyncio.sleep_ms(20)


def closes():
    stop = []
    start_thread(allocates, stop)
    for _ in range(ROUNDS):
        with asyncio.Runner() as runner:

            async def leaves_some():
                for _ in range(5):
                    asyncio.create_task(asyncio.sleep_ms(60000))

            runner.run(leaves_some())
    stop.append(True)


for part in sys.argv[2:] or ("hand_over", "end", "walk", "closes"):
    if part == "closes":
        closes()
    else:
        asyncio.run(globals()[part]())
    print(part)
print("done")
