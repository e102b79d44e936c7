# What the loop must still do after anything: a program with a known order of events, and the checks of the module `soundness`.
import asyncio
import gc
import micropython

import soundness

# A script under test may change the module.
_new_event_loop, _run, _create_task, _sleep_ms = asyncio.new_event_loop, asyncio.run, asyncio.create_task, asyncio.sleep_ms
_gather, _wait_for_ms, _Event, _Lock = asyncio.gather, asyncio.wait_for_ms, asyncio.Event, asyncio.Lock
_Flag, _Timeout, _loop = asyncio.ThreadSafeFlag, asyncio.TimeoutError, asyncio.get_event_loop()
_set_handler = _loop.set_exception_handler
# What a script has set here outlives the loop, as the handler does.
_set_idle, _set_idle_gc = getattr(_loop, "set_idle", id), getattr(_loop, "set_idle_gc", id)


async def _step(order, name, turns):
    for _ in range(turns):
        await _sleep_ms(0)
        order.append(name)
    return name


async def _reference(order):
    lock, event, flag = _Lock(), _Event(), _Flag()
    async with lock:
        task = _create_task(_step(order, "a", 2))
        event.set()
        order.append(await _gather(_step(order, "b", 3), task))
    await event.wait()
    flag.set()
    await flag.wait()
    try:
        await _wait_for_ms(event.clear() or event.wait(), 1)
    except _Timeout:
        order.append("late")
    order.append(await _wait_for_ms(_step(order, "c", 1), 1000))


EXPECTED = ["a", "b", "a", "b", "b", ["b", "a"], "late", "c", "c"]


def no_faults():
    """Ends every fault that is on its way."""
    soundness.fail_allocation(-1)
    soundness.interrupt(-1)
    soundness.interrupt_in(0)
    soundness.stack_limit(0)
    while True:
        try:
            return bytearray(1)
        except MemoryError:
            # A script was stopped with the heap locked.
            micropython.heap_unlock()


def check(after):
    """Checks the loop's queues as they were left, forgets its tasks, and runs the reference program."""
    no_faults()
    soundness.check()
    _new_event_loop()
    _set_handler(None)
    _set_idle(None)
    _set_idle_gc(0)
    order = []
    _run(_reference(order))
    if order != EXPECTED:
        raise AssertionError("after {}: {}".format(after, order))
    soundness.check()
    gc.collect()
