# Sections that end after their deadlines: the count of stats() and the mark in the trace.
import asyncio
import io

if not hasattr(asyncio, "deadline_ms"):
    print("SKIP: the firmware has no deadlines")
    raise SystemExit

trace = asyncio.trace


async def in_time():
    async with asyncio.deadline_ms(10000):
        await asyncio.sleep_ms(1)


async def late():
    async with asyncio.deadline_ms(1):
        await asyncio.sleep_ms(20)


def count():
    return asyncio.stats()["late"]


async def main():
    asyncio.get_event_loop().set_exception_handler(lambda loop, context: None)
    before = count()
    await asyncio.create_task(in_time())
    print("in time", count() - before)
    trace.clear()
    trace.start()
    tasks = [asyncio.create_task(late()), asyncio.create_task(in_time()), asyncio.create_task(late())]
    for task in tasks:
        await task
    trace.stop()
    print("late", count() - before)
    asyncio.get_event_loop().set_exception_handler(None)


def show():
    stream = io.StringIO()
    trace.dump(stream)
    names = {}
    for line in stream.getvalue().split("\n")[2:-2]:
        _, kind, subject, further, _, name = line.split(" ")
        if kind == "switch":
            names[subject] = name
        elif kind == "late":
            # At least 15 ms of the 19, as clocks tick in milliseconds; the rest is the machine's.
            print("late", names[subject], int(further, 16) >= 15000)


asyncio.run(main())
show()
