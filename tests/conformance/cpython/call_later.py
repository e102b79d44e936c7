# Oracle: CPython
# Features: timers
# call_later(), call_at(), loop.time(), TimerHandle.
import asyncio

trace = []


def display(end, loop, done):
    trace.append("shown")
    if loop.time() + 0.04 < end:
        loop.call_later(0.04, display, end, loop, done)
    else:
        done.set_result(None)


async def main():
    loop = asyncio.get_running_loop()
    start = loop.time()
    loop.call_later(0.12, trace.append, "third")
    loop.call_later(0.04, trace.append, "first")
    loop.call_at(start + 0.08, trace.append, "second")
    never = loop.call_later(0.06, trace.append, "never")
    loop.call_later(-1, trace.append, "at once, later")
    loop.call_soon(trace.append, "soon")
    print(never.cancelled(), never.when() > start, never.when() < start + 1)
    never.cancel()
    print(never.cancelled())
    await asyncio.sleep(0.2)
    print(trace)
    print(loop.time() > start, loop.time() - start < 5, isinstance(loop.time(), float))

    # Timers and sleeping tasks share the clock; equal times are called in the order of asking.
    trace.clear()
    when = loop.time() + 0.04
    for name in "ab":
        loop.call_at(when, trace.append, name)
    await asyncio.sleep(0.08)
    print(trace)

    # Cancelled by an earlier timer, and while it is called.
    handles = []
    loop.call_later(0.04, lambda: handles[0].cancel())
    handles.append(loop.call_later(0.08, print, "never either"))
    handles.append(loop.call_later(0.04, lambda: print("cancels itself", handles[1].cancel())))
    await asyncio.sleep(0.12)

    # CPython's example of a callback that calls itself again.
    trace.clear()
    done = asyncio.Event()
    count = []

    def again():
        count.append(1)
        if len(count) < 3:
            loop.call_later(0.04, again)
        else:
            done.set()
    loop.call_soon(again)
    await done.wait()
    print(len(count))

    # A timer that wakes nobody's sleep, and wakes a task.
    event = asyncio.Event()
    loop.call_later(0.04, event.set)
    print(await event.wait())


asyncio.run(main())
