# Urgent tasks that keep others waiting for longer than slow_callback_duration are reported in debug mode, with the last one's function.
import asyncio
import time

loop = asyncio.get_event_loop()
tick = getattr(asyncio.core, "_test_clock_add", None)
reports = []


def work(ms):
    """Takes `ms` milliseconds, on the test clock where there is one."""
    if tick is not None:
        tick(ms * 1000)
        return
    start = time.ticks_ms()
    while time.ticks_diff(time.ticks_ms(), start) < ms:
        pass


async def steps(ms):
    for _ in range(5):
        work(ms)
        await asyncio.sleep_ms(0)  # line 23


async def usual(sleep):
    for _ in range(3):
        await asyncio.sleep_ms(sleep)


# Over a serial line a script has no name.
FILE = globals().get("__file__", "<stdin>")


def handler(loop, context):
    message = context["message"].replace(FILE, "FILE")
    words = message.split(" ")
    reports.append((words[0], float(words[1]) >= 1, " ".join(words[2:]), context["future"] is not None))


async def reported(ms, priority, others, sleep=0):
    """The reports of a task of five such steps beside so many others, which sleep between their steps."""
    others = [asyncio.create_task(usual(sleep)) for _ in range(others)]
    await asyncio.sleep_ms(0)
    reports.clear()
    task = asyncio.create_task(steps(ms), priority=priority)
    await task
    for other in others:
        await other
    return reports


async def main():
    if not hasattr(asyncio.current_task(), "priority"):
        print("SKIP: the firmware has no priorities")
        return
    loop.set_exception_handler(handler)
    loop.slow_callback_duration = 1
    print("off", await reported(300, 1, 2))
    loop.set_debug(True)
    # A slow host may see it twice.
    print("urgent", (await reported(300, 1, 2))[:1])
    print("usual", await reported(300, 0, 2))
    print("short", await reported(10, 1, 2))
    print("sleepers", (await reported(300, 1, 2, 50))[:1])
    print("alone", await reported(300, 1, 0))
    reports.clear()


async def begins_to_starve():
    asyncio.create_task(usual(0))
    await asyncio.sleep_ms(0)


asyncio.run(main())
if loop.get_debug():
    # The time between two runs is nobody's.
    for _ in range(2):
        loop.run_until_complete(asyncio.create_task(begins_to_starve(), priority=1))
        work(2000)
    print("between runs", reports)
    loop.set_debug(False)
    loop.set_exception_handler(None)
