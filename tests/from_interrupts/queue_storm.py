# Features: thread-queue
# A hard timer puts 100,000 items, eight with each beat, into a short queue while tasks switch and the collector runs.
# None is lost, and all come in order. Then a lossy queue that nobody empties in time: its count of dropped items is exact.
import asyncio
import gc
import machine
import time

ITEMS = 100000
BURST = 8
SIZE = 40

queue = asyncio.ThreadSafeQueue(SIZE)
sent = 0
fullest = 0
strikes = 0
collections = 0
switches = 0


def strike(timer):
    global sent, fullest, strikes
    strikes += 1
    left = BURST
    while left and sent < ITEMS and not queue.full():
        queue.put_nowait(sent)
        sent += 1
        left -= 1
    fullest = max(fullest, queue.qsize())


def flood(timer):
    global sent
    left = BURST
    while left and sent < ITEMS:
        lossy.put_nowait(sent)
        sent += 1
        left -= 1


async def collector():
    global collections
    while True:
        gc.collect()
        collections += 1
        await asyncio.sleep_ms(20)


async def switcher():
    global switches
    while True:
        switches += 1
        await asyncio.sleep_ms(0)


async def main():
    global sent, lossy
    tasks = [asyncio.create_task(collector()), asyncio.create_task(switcher())]
    timer = machine.Timer(-1, freq=1000, callback=strike, hard=True)
    wrong = 0
    for number in range(ITEMS):
        wrong += await queue.get() != number
    timer.deinit()
    print("sent", sent, "wrong", wrong, "left", queue.qsize(), "dropped", queue.dropped())
    print("collected", collections > 10, "switched", switches > 100)

    sent = 0
    lossy = asyncio.ThreadSafeQueue(SIZE, lossy=True)
    timer = machine.Timer(-1, freq=1000, callback=flood, hard=True)
    taken = 0
    last = -1
    while last < 2000:
        number = await lossy.get()
        wrong += number <= last
        last = number
        taken += 1
        if number % 50 == 0:
            time.sleep_ms(7)
    timer.deinit()
    print("some dropped", lossy.dropped() > 0, "not counted", sent - taken - lossy.dropped() - lossy.qsize(), "wrong", wrong)
    for task in tasks:
        task.cancel()
    await asyncio.sleep_ms(0)
    if "mark" in globals():
        print("strikes", strikes, "fullest", fullest, "collections", collections, "switches", switches)


asyncio.run(main())
