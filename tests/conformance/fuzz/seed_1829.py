# Oracle: stock
# Features: compat
# Found by the fuzzer: program 1829, shrunk.
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



def p1829():
    E, L = [Event() for _ in range(2)], [Lock() for _ in range(2)]
    F, W, T = [ThreadSafeFlag() for _ in range(1)], [False] * 1, {}
    S = set()
    async def c0():
        log("c0 1", "starts", current_task() is not None)
        T[2] = create_task(c2())
        log("c0 2", "created 2")
        log("c0 3", "waits for", "None")
        log("c0 4", await limited((known(T[3]) if 3 in T else c3()), None))
        log("c0 5", "ends")
        return 0
    async def c1():
        log("c1 6", "starts", current_task() is not None)
        pass
        log("c1 7", "ends")
        return 1
    async def c2():
        log("c2 8", "starts", current_task() is not None)
        log("c2 9", await c3())
        log("c2 10", "waits for", "0")
        log("c2 11", await limited(c3(), 0))
        log("c2 12", "ends")
        return 2
    async def c3():
        log("c3 13", "starts", current_task() is not None)
        for _ in range(1):
            await sleep_ms(0)
        log("c3 14", "ran on")
        log("c3 15", "ends")
        return 3
    run_program(c0, T)


print("=== 1829")
p1829()

print("=== end")
