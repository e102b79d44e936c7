# Oracle: CPython
# Features: threads
# call_soon_threadsafe(): from other threads, in their order, none lost, waking a loop that has nothing else to do.
import asyncio
import time

try:
    import _thread
except ImportError:
    print("SKIP: no threads")
    raise SystemExit

COUNT = 200


async def main():
    loop = asyncio.get_running_loop()

    # An idle loop, with one task that waits forever, is woken.
    done = asyncio.Event()

    def thread():
        time.sleep(0.08)
        loop.call_soon_threadsafe(print, "called on the loop's thread", 1, 2)
        loop.call_soon_threadsafe(done.set)
    _thread.start_new_thread(thread, ())
    await done.wait()

    # Two threads and many calls: each thread's in its order.
    seen = {"a": [], "b": []}
    finished = []

    def many(name):
        for i in range(COUNT):
            loop.call_soon_threadsafe(seen[name].append, i)
        loop.call_soon_threadsafe(finished.append, name)
    for name in "ab":
        _thread.start_new_thread(many, (name,))
    while len(finished) < 2:
        await asyncio.sleep(0.001)
    print([seen[name] == list(range(COUNT)) for name in "ab"], sorted(finished))

    # On the loop's own thread it is call_soon().
    trace = []
    loop.call_soon(trace.append, 1)
    handle = loop.call_soon_threadsafe(trace.append, 2)
    loop.call_soon(trace.append, 3)
    taken_back = loop.call_soon_threadsafe(trace.append, "never")
    taken_back.cancel()
    print(handle.cancelled(), taken_back.cancelled())
    await asyncio.sleep(0)
    print(trace)

    # A future that a thread settles.
    future = loop.create_future()

    def settles():
        time.sleep(0.04)
        loop.call_soon_threadsafe(future.set_result, "from the thread")
    _thread.start_new_thread(settles, ())
    print(await future)


asyncio.run(main())
