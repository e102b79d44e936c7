# Oracle: reasoned: EventFlags is ours; its stub in typings says what it refuses
# Features: event-flags
import asyncio


def failure(function, *args):
    try:
        return function(*args)
    except Exception as error:
        return type(error).__name__, error


flags = asyncio.EventFlags()
# One fewer where MicroPython's objects are made by representation B.
BITS = 29 if isinstance(failure(asyncio.EventFlags, 1 << 29), tuple) else 30


def refused(function, bits):
    name, error = failure(function, bits)
    print(name, str(error) == "EventFlags has {} bits, too few for {}".format(BITS, bits))


refused(asyncio.EventFlags, -1)
refused(flags.set, 1 << BITS)
refused(flags.clear, -1)
print(failure(flags.set, "1")[0])
print(failure(flags.wait_any, 0))
print(failure(flags.wait_all, 0))
flags.set((1 << BITS) - 1)
print(flags.value() == (1 << BITS) - 1)


async def main():
    wait = flags.wait_any(1)
    print(await wait)
    try:
        await wait
    except RuntimeError as error:
        print(error)


asyncio.run(main())
