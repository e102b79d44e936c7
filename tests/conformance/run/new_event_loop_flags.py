# Oracle: reasoned: neither stock nor CPython has EventFlags, which are to do what ThreadSafeFlag does (new_event_loop_flag.py)
# Features: event-flags
# new_event_loop() forgets the tasks that wait for EventFlags: no bits wake or serve them, and the next loop keeps its own waiters.
import asyncio


async def waiter(name, flags, mask):
    print(name, await flags.wait_any(mask, clear=True))


async def leave_waiting(*groups):
    for flags in groups:
        for mask in (1, 2):
            asyncio.create_task(waiter("forgotten", flags, mask))
    await asyncio.sleep_ms(1)


async def wait_and_set(flags):
    task = asyncio.create_task(waiter("next", flags, 1))
    await asyncio.sleep_ms(1)
    flags.set(3)
    await asyncio.sleep_ms(20)
    print(task.done(), flags.value())


async def set_soon(flags, mask):
    await asyncio.sleep_ms(1)
    flags.set(mask)
    await asyncio.sleep_ms(1)


first, second, other = asyncio.EventFlags(), asyncio.EventFlags(), asyncio.EventFlags()
asyncio.run(leave_waiting(first, second))
asyncio.new_event_loop()
asyncio.run(wait_and_set(first))

# Set in the next loop, where nobody waits for it: it lowers no count of that loop's.
loop = asyncio.new_event_loop()
loop.create_task(waiter("served at last", other, 4))
asyncio.run(set_soon(second, 1))
print(second.value())

try:
    import _thread
    import time

    def set_later():
        time.sleep_ms(30)
        other.set(4)

    _thread.start_new_thread(set_later, ())
    asyncio.run_until_complete(None)
except ImportError:
    asyncio.run(set_soon(other, 4))

# The same once more, and a forgotten task is cancelled.
forgotten = None


async def leave_one(flags):
    global forgotten
    forgotten = asyncio.create_task(waiter("forgotten", flags, 1))
    await asyncio.sleep_ms(1)


async def cancel_it():
    forgotten.cancel()
    await asyncio.sleep_ms(1)
    print(forgotten.done())


asyncio.run(leave_one(first))
asyncio.new_event_loop()
asyncio.run(cancel_it())
asyncio.run(leave_waiting(first))
asyncio.new_event_loop()
asyncio.run(wait_and_set(first))
