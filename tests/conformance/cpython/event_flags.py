# Oracle: CPython
# Features: event-flags
# EventFlags, which CPython has not: it runs a model of it here. First come first served, all see the same bits, and what they
# want cleared is cleared afterwards.
import asyncio
import sys

if sys.implementation.name == "micropython":
    EventFlags = asyncio.EventFlags
else:

    class EventFlags:
        def __init__(self, initial=0):
            self.bits = initial
            self.waiting = []

        def value(self):
            return self.bits

        def clear(self, mask):
            self.bits &= ~mask

        def seen(self, mask, need_all):
            seen = self.bits & mask
            return seen if seen == mask or not need_all else 0

        def set(self, mask):
            self.bits |= mask
            cleared = 0
            # Those who clear and whom this same call wakes: whoever is left of them has the bits.
            takers = []
            for future, wanted, need_all, clear in self.waiting:
                seen = self.seen(wanted, need_all)
                if seen and not future.done():
                    future.set_result(seen)
                    if clear:
                        cleared |= seen
                        takers.append(future)
                        future.takers = takers
            self.waiting = [entry for entry in self.waiting if not entry[0].done()]
            self.bits &= ~cleared

        async def wait(self, mask, need_all, clear):
            seen = self.seen(mask, need_all)
            if seen:
                self.bits &= ~seen if clear else -1
                return seen
            future = asyncio.get_running_loop().create_future()
            self.waiting.append((future, mask, need_all, clear))
            try:
                return await future
            except asyncio.CancelledError:
                if clear and future.done() and not future.cancelled():
                    future.takers.remove(future)
                    others = 0
                    for taker in future.takers:
                        others |= taker.result()
                    self.set(future.result() & ~others)
                raise

        def wait_any(self, mask, clear=False):
            return self.wait(mask, False, clear)

        def wait_all(self, mask, clear=False):
            return self.wait(mask, True, clear)


async def show(name, awaitable, flags):
    try:
        seen = await awaitable
        print(name, seen, "of", flags.value())
    except asyncio.CancelledError:
        print(name, "cancelled", flags.value())
        raise


async def quiet(flags, mask, clear):
    try:
        return await flags.wait_any(mask, clear)
    except asyncio.CancelledError:
        return "cancelled"


def start(flags, *waits):
    return [asyncio.create_task(show(name, awaitable, flags)) for name, awaitable in waits]


async def main():
    flags = EventFlags()
    print(flags.value(), EventFlags(5).value(), EventFlags(initial=1 << 29).value())
    print(flags.set(6), flags.value(), flags.clear(2), flags.value())

    print("-- at once")
    print(await flags.wait_any(12), await flags.wait_all(4), flags.value())
    flags.set(1)
    print(await flags.wait_any(3, clear=True), flags.value())
    print(await flags.wait_all(4, True), flags.value())

    print("-- any and all, in the order in which they came")
    tasks = start(
        flags,
        ("any 3", flags.wait_any(3)),
        ("all 3", flags.wait_all(3)),
        ("any 4", flags.wait_any(4)),
        ("all 7", flags.wait_all(7)),
        ("high", flags.wait_any(1 << 29)),
    )
    await asyncio.sleep(0)
    for mask in (1, 2, 4, 1 << 29):
        print("set", mask)
        flags.set(mask)
        await asyncio.sleep(0)
    await asyncio.gather(*tasks)
    flags.clear(flags.value())

    print("-- all see the bits that some of them clear")
    tasks = start(
        flags,
        ("clears", flags.wait_any(3, clear=True)),
        ("keeps", flags.wait_any(1)),
        ("clears too", flags.wait_all(1, clear=True)),
        ("waits on", flags.wait_any(2)),
    )
    await asyncio.sleep(0)
    flags.set(1)
    print("main", flags.value())
    await asyncio.sleep(0)
    flags.set(10)
    await asyncio.gather(*tasks)
    print("main", flags.value())
    flags.clear(1023)

    print("-- set and cleared before the loop looks")
    tasks = start(flags, ("pulse", flags.wait_any(1)), ("both", flags.wait_all(3)))
    await asyncio.sleep(0)
    flags.set(1)
    flags.clear(1)
    flags.set(2)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    flags.set(1)
    await asyncio.gather(*tasks)
    flags.clear(3)

    print("-- cancelled while it waits, and when it was woken")
    tasks = start(flags, ("a", flags.wait_any(1)), ("b", flags.wait_any(1)))
    await asyncio.sleep(0)
    tasks[0].cancel()
    flags.set(1)
    await asyncio.gather(*tasks, return_exceptions=True)
    flags.clear(1)
    tasks = start(flags, ("a", flags.wait_any(1, clear=True)), ("b", flags.wait_all(3)))
    await asyncio.sleep(0)
    flags.set(1)
    tasks[0].cancel()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    flags.set(2)
    await asyncio.gather(*tasks, return_exceptions=True)
    print("main", flags.value())

    print("-- cancelled, but another has the bits")
    flags.clear(1023)
    for cancelled in ("a", "b", "ab", "abc"):
        tasks = [asyncio.create_task(quiet(flags, *wait)) for wait in ((3, True), (1, True), (1, False))]
        await asyncio.sleep(0)
        flags.set(3)
        for name in cancelled:
            tasks["abc".index(name)].cancel()
        print("without", cancelled, await asyncio.gather(*tasks), flags.value())
        flags.clear(3)

    print("-- cancelled by one who has had its turn with the bits")
    tasks = []

    async def first():
        print("first", await flags.wait_any(1, clear=True))
        tasks[1].cancel()

    tasks.append(asyncio.create_task(first()))
    tasks.extend(start(flags, ("second", flags.wait_any(3, clear=True))))
    await asyncio.sleep(0)
    flags.set(3)
    await asyncio.gather(*tasks, return_exceptions=True)
    print("main", flags.value())
    flags.clear(3)

    print("-- cancelled while another wait is built")
    tasks = start(flags, ("a", flags.wait_any(1)))
    await asyncio.sleep(0)
    tasks[0].cancel()
    built = flags.wait_any(2)
    await asyncio.sleep(0)
    flags.set(2)
    print(await built)
    flags.clear(2)

    print("-- what was given back is taken before another is cancelled")
    taken = []

    async def between():
        # Its turn comes between those of the two.
        await asyncio.sleep(0)
        taken.append(await flags.wait_any(1, clear=True))

    tasks = start(flags, ("a", flags.wait_any(1, clear=True)))
    await asyncio.sleep(0)
    flags.set(1)
    tasks.append(asyncio.create_task(between()))
    tasks.extend(start(flags, ("b", flags.wait_any(1, clear=True))))
    tasks[0].cancel()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    flags.set(1)
    await asyncio.gather(*tasks, return_exceptions=True)
    print("main", flags.value(), taken)
    flags.clear(3)

    print("-- time-out")
    try:
        await asyncio.wait_for(flags.wait_all(12), 0.01)
    except asyncio.TimeoutError:
        print("no 12 in", flags.value())
    flags.set(1)
    print(await asyncio.wait_for(flags.wait_any(1), 0.01))


asyncio.run(main())
