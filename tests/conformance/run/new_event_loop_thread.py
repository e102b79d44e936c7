# Oracle: reasoned: new_event_loop() is stock's, and to_thread() CPython's
# Features: threads, event-flags
# A thread that was started in a loop since dropped lowers no count of the next loop's: that still waits for what comes from outside.
import asyncio
import time

try:
    import _thread
except ImportError:
    print("SKIP: no threads")
    raise SystemExit


async def start():
    asyncio.create_task(asyncio.to_thread(time.sleep_ms, 30))
    await asyncio.sleep_ms(1)


async def waiter(flags):
    print("woken", await flags.wait_any(1))


def set_later(flags):
    time.sleep_ms(120)
    flags.set(1)


asyncio.run(start())
loop = asyncio.new_event_loop()
flags = asyncio.EventFlags()
loop.create_task(waiter(flags))
_thread.start_new_thread(set_later, (flags,))
# Returns when there is nothing to wait for.
asyncio.run_until_complete(None)
print("end")
