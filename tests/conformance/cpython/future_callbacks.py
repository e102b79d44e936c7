# Oracle: CPython
# Features: future, timers
# Done callbacks of a future and who waits for it: the order of their turns.
import asyncio

trace = []


async def waits(name, fut):
    trace.append((name, await fut))


def note(name):
    def callback(fut):
        trace.append((name, fut.done()))
    return callback


async def main():
    loop = asyncio.get_running_loop()
    fut = loop.create_future()
    fut.add_done_callback(note("callback 1"))
    a = asyncio.create_task(waits("a", fut))
    await asyncio.sleep(0)
    twice = note("callback 2")
    fut.add_done_callback(twice)
    fut.add_done_callback(twice)
    fut.add_done_callback(note("callback 3"))
    print(fut.remove_done_callback(twice))
    b = asyncio.create_task(waits("b", fut))
    await asyncio.sleep(0)
    loop.call_soon(trace.append, "called soon before")
    fut.set_result(7)
    loop.call_soon(trace.append, "called soon after")
    trace.append("set")
    fut.add_done_callback(note("callback 4"))
    await a
    await b
    await asyncio.sleep(0)
    for line in trace:
        print(line)


asyncio.run(main())
