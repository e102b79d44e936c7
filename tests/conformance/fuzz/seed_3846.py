# Oracle: stock
# Features: compat
# Found by the fuzzer: program 3846, shrunk.
# ruff: noqa
import asyncio
from asyncio import (
    CancelledError, Event, Lock, ThreadSafeFlag, TimeoutError, create_task, current_task, gather, sleep_ms, wait_for_ms
)

UNIT = 30


def shown(value):
    if isinstance(value, BaseException):
        return (type(value).__name__,) + tuple(shown(item) for item in value.args)
    if isinstance(value, list):
        return [shown(item) for item in value]
    return value if value is None or isinstance(value, (int, str, tuple)) else type(value).__name__


def log(*items):
    print(*items)


# What follows names the known differences where they happen: known_differences.py.
def known(task):
    if task.done() and task.data is None:
        print("KNOWN lost-failure")
    return task


def refused(er):
    if er.args and str(er.args[0]).startswith("can't "):
        print("KNOWN", er.args[0].replace(" ", "-"))
    raise er


async def awaited(task):
    try:
        return await known(task)
    except RuntimeError as er:
        refused(er)


async def gathered(*aws, return_exceptions):
    try:
        return await gather(*aws, return_exceptions=return_exceptions)
    except RuntimeError as er:
        refused(er)


async def limited(aw, timeout):
    try:
        return await wait_for_ms(aw, timeout)
    except RuntimeError as er:
        refused(er)
    except CancelledError as er:
        if timeout is not None and not er.args:
            print("KNOWN cancelled-wait_for")
        raise er


def cancel(task):
    innermost = task
    while isinstance(innermost.data, asyncio.Task):
        innermost = innermost.data
    if innermost is current_task() and innermost is not task:
        print("KNOWN cancel-forwarded-to-self")
    try:
        return task.cancel()
    except RuntimeError as er:
        refused(er)


def timed(used, slot, otherwise):
    # The second task that comes by would wake together with the first.
    if slot in used:
        return otherwise
    used.add(slot)
    return UNIT * 2**slot


async def flag_wait(flags, waiting, number):
    if waiting[number]:
        return
    waiting[number] = True
    try:
        await flags[number].wait()
    finally:
        waiting[number] = False


async def guard(task):
    await sleep_ms(UNIT * 18)
    for _ in range(12):
        if task.done():
            return
        log("guard cancels", task.cancel())
        await sleep_ms(UNIT)
    log("guard gives up")
    raise SystemExit


def run_program(main, tasks):
    async def top():
        task = tasks[0] = create_task(main())
        watch = create_task(guard(task))
        try:
            log("top got", await task)
        except (Exception, CancelledError) as er:
            log("top caught", shown(er))
        watch.cancel()
        for number in sorted(tasks):
            for _ in range(8):
                if tasks[number].done():
                    break
                log("top cancels", number, tasks[number].cancel())
                await sleep_ms(0)
        for _ in range(4):
            await sleep_ms(0)
        log("top ends", [tasks[number].done() for number in sorted(tasks)])

    asyncio.new_event_loop()
    asyncio.get_event_loop().set_exception_handler(lambda loop, context: log("handler", shown(context["exception"])))
    try:
        asyncio.run(top())
    except BaseException as er:
        log("run raised", shown(er))



def p3846():
    E, L = [Event() for _ in range(2)], [Lock() for _ in range(2)]
    F, W, T = [ThreadSafeFlag() for _ in range(1)], [False] * 1, {}
    S = set()
    async def c0():
        log("c0 1", "starts", current_task() is not None)
        T[1] = create_task(c1())
        log("c0 2", "created 1")
        log("c0 3", "sleeps")
        await sleep_ms(timed(S, 3, 0))
        log("c0 4", "slept")
        log("c0 5", "ends")
        return 0
    async def c1():
        log("c1 6", "starts", current_task() is not None)
        if 0 in T:
            log("c1 7", "cancels 0", cancel(T[0]))
        log("c1 8", "waits for", "0")
        log("c1 9", await limited(c2(), 0))
        log("c1 10", "ends")
        return 1
    async def c2():
        log("c2 11", "starts", current_task() is not None)
        for _ in range(1):
            await sleep_ms(0)
        log("c2 12", "ran on")
        log("c2 13", "ends")
        return 2
    run_program(c0, T)


print("=== 3846")
p3846()

print("=== end")
