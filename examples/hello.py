# Several tasks take turns on one event loop. A switch happens only at an `await`.
#
#   make run

import asyncio
import time

started = time.ticks_ms()


def say(who, what):
    # Rounded down to 10 ms, so that two runs look alike.
    ms = time.ticks_diff(time.ticks_ms(), started) // 10 * 10
    print(f"{ms:5d} ms  {who:<8} {what}")


async def blink(times, pause_ms):
    for i in range(times):
        say("blink", "light " + ("off" if i % 2 else "on"))
        await asyncio.sleep_ms(pause_ms)
    return times


# Two workers share one printer: the lock lets one of them at it at a time, in the order in which they asked.
async def worker(name, printer):
    say(name, "asks for the printer")
    async with printer:
        say(name, "prints ...")
        await asyncio.sleep_ms(100)
        say(name, "is done")


# Waits without using the CPU until somebody sets the event.
async def greeter(door_bell):
    await door_bell.wait()
    say("greeter", "hears the bell: hello, world!")


async def ring_later(door_bell):
    await asyncio.sleep_ms(250)
    say("visitor", "rings the bell")
    door_bell.set()


async def too_slow():
    await asyncio.sleep(10)


async def main():
    printer = asyncio.Lock()
    door_bell = asyncio.Event()

    # A task runs beside the others from its creation on; awaiting it gives what its coroutine returned.
    light = asyncio.create_task(blink(4, 120))
    asyncio.create_task(greeter(door_bell))
    asyncio.create_task(ring_later(door_bell))

    # gather: start several, wait for all.
    await asyncio.gather(worker("alice", printer), worker("bob", printer))
    say("main", f"blinked {await light} times")

    # A timeout cancels what takes too long.
    try:
        await asyncio.wait_for(too_slow(), 0.2)
    except asyncio.TimeoutError:
        say("main", "did not wait 10 s: the timeout of 0.2 s came first")


print("asyncio", ".".join(str(part) for part in asyncio.__version__))
asyncio.run(main())
