# A step that runs for longer than slow_callback_duration is reported once, with its function, file and line.
import asyncio
import time

loop = asyncio.get_event_loop()
tick = getattr(asyncio.core, "_test_clock_add", None)


def work(ms):
    """Takes `ms` milliseconds, on the test clock where there is one."""
    if tick is not None:
        tick(ms * 1000)
        return
    start = time.ticks_ms()
    while time.ticks_diff(time.ticks_ms(), start) < ms:
        pass


async def inner():
    await asyncio.sleep_ms(1)
    work(3000)
    await asyncio.sleep_ms(1)  # line 22: the step ends here


async def outer():
    await inner()


async def ends():
    work(2000)  # line 30: the step has no await


async def quick():
    work(20)
    await asyncio.sleep_ms(1)


# Over a serial line a script has no name.
FILE = globals().get("__file__", "<stdin>")


def handler(loop, context):
    text = context["message"]
    # The exact time is the machine's.
    seconds = int(text.split()[2].split(".")[0])
    print("reported:", text.split(" without ")[1].replace(FILE, "FILE"), "| seconds", seconds >= 1)
    print(context["exception"], context["future"] is not None)


async def main():
    print(loop.get_debug(), loop.slow_callback_duration == 0.1)
    print("off")
    await asyncio.create_task(ends())
    loop.set_exception_handler(handler)
    loop.slow_callback_duration = 1
    loop.set_debug(True)
    print("on", loop.get_debug(), loop.slow_callback_duration == 1)
    await asyncio.create_task(outer())
    await asyncio.create_task(ends())
    await asyncio.create_task(quick())
    loop.slow_callback_duration = 10
    await asyncio.create_task(ends())
    loop.set_debug(False)
    loop.slow_callback_duration = 1
    await asyncio.create_task(ends())
    print("off", loop.get_debug())
    for bad in (-1, 4000, "1"):
        try:
            loop.slow_callback_duration = bad
        except (ValueError, TypeError) as error:
            print(type(error).__name__)
    print(loop.slow_callback_duration == 1)
    loop.set_exception_handler(None)


asyncio.run(main())
