# Oracle: reasoned: stock's task leaves the event once a script has moved it; there wait() makes a generator each time
# Features: compat
# A waiter that a script moves to the ready queue waits again. A wait() that nobody awaits lets one await of the event itself pass.
import asyncio


async def refused(what):
    try:
        await what
    except TypeError:
        return "TypeError"
    return "awaited"


async def main():
    for what in (asyncio.Event(), asyncio.ThreadSafeFlag()):
        moved = asyncio.create_task(what.wait())
        await asyncio.sleep_ms(0)
        asyncio.core._task_queue.push(moved)
        await asyncio.sleep_ms(0)
        print("waits", not moved.done(), await refused(what))
        what.set()
        print(await moved, await refused(what))

        what.set()
        what.wait()
        print(await refused(what), await refused(what))


asyncio.run(main())
