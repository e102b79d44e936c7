# Oracle: reasoned: EventFlags is ours; its stub in typings says what it refuses
# Features: event-flags
import asyncio


def failure(function, *args):
    try:
        return function(*args)
    except Exception as error:
        return type(error).__name__, error


flags = asyncio.EventFlags()
print(failure(asyncio.EventFlags, -1))
print(failure(flags.set, 1 << 30))
print(failure(flags.set, "1")[0])
print(failure(flags.clear, -1))
print(failure(flags.wait_any, 0))
print(failure(flags.wait_all, 0))
flags.set((1 << 30) - 1)
print(flags.value() == (1 << 30) - 1)


async def main():
    wait = flags.wait_any(1)
    print(await wait)
    try:
        await wait
    except RuntimeError as error:
        print(error)


asyncio.run(main())
