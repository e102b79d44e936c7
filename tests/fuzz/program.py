"""Random async programs: made from a seed, rendered as MicroPython source, reduced by shrinking.

A program is a list of coroutines; a coroutine is a list of statements; a statement is a list whose first item names
its kind and whose other items are numbers, words or lists of statements. Coroutine 0 is the main one.

What keeps two correct loops from printing different traces:
- timed sleeps last UNIT times a power of two, each power used once: no two sums of them come close;
- coroutine i starts and awaits only coroutines of higher numbers: no recursion, no task that waits for itself;
- loops hold no timed sleep;
- a flag has one waiter at a time;
- a guard cancels the main task of a program that waits forever.
"""

import copy
import random

SLOTS = 4
EVENTS = LOCKS = 2
FLAGS = 1
EXCEPTIONS = ("ValueError", "CancelledError", "TimeoutError", "BaseException")
INDENT = "    "

# How often each kind is chosen. Blocks hold further statements.
WEIGHTS = {
    "sleep0": 14,
    "sleep": 5,
    "forever": 4,
    "event_set": 8,
    "event_clear": 3,
    "event_wait": 7,
    "lock_acquire": 5,
    "lock_release": 5,
    "lock_with": 5,
    "flag_set": 2,
    "flag_wait": 2,
    "create": 14,
    "await_task": 9,
    "await_inline": 5,
    "cancel": 10,
    "done": 3,
    "wait_for": 7,
    "gather": 7,
    "raise": 4,
    "return": 2,
    "try": 10,
    "loop": 3,
}
BLOCKS = ("lock_with", "try", "loop")


class Generator:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.slots = list(range(SLOTS))
        self.random.shuffle(self.slots)

    def program(self):
        count = self.random.randint(3, 6)
        return [self.body(index, count, 0, False, 4, 14 if index == 0 else 7) for index in range(count)]

    def body(self, index, count, depth, in_loop, least, most):
        statements = []
        for _ in range(self.random.randint(least, most)):
            statement = self.statement(index, count, depth, in_loop)
            if statement:
                statements.append(statement)
        return statements

    def statement(self, index, count, depth, in_loop):
        pick = self.random
        kind = pick.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        later = range(index + 1, count)
        if kind in BLOCKS and depth >= 2:
            kind = "sleep0"
        if kind in ("create", "await_task", "await_inline", "wait_for", "gather") and not later:
            kind = "event_set"
        if kind == "sleep":
            return [kind, self.slots.pop()] if self.slots and not in_loop else None
        if kind == "sleep0":
            return [kind, pick.randint(1, 3)]
        if kind.startswith("event"):
            return [kind, pick.randrange(EVENTS)]
        if kind in ("lock_acquire", "lock_release"):
            return [kind, pick.randrange(LOCKS)]
        if kind == "lock_with":
            return [kind, pick.randrange(LOCKS), self.body(index, count, depth + 1, in_loop, 0, 3)]
        if kind.startswith("flag"):
            return [kind, pick.randrange(FLAGS)]
        if kind in ("create", "await_task", "await_inline"):
            return [kind, pick.choice(later)]
        if kind in ("cancel", "done"):
            return [kind, pick.randrange(count)]
        if kind == "wait_for":
            timeout = pick.choice(["none", "zero", "long", "slot"])
            if timeout == "slot":
                timeout = self.slots.pop() if self.slots and not in_loop else "long"
            return [kind, self.awaitable(later), timeout]
        if kind == "gather":
            return [kind, [self.awaitable(later) for _ in range(pick.randint(1, 3))], pick.random() < 0.4]
        if kind == "raise":
            return [kind, pick.choice(EXCEPTIONS), pick.randrange(100)]
        if kind == "return":
            return [kind, pick.randrange(100)]
        if kind == "try":
            return [
                kind,
                self.body(index, count, depth + 1, in_loop, 1, 4),
                pick.choice(EXCEPTIONS),
                self.body(index, count, depth + 1, in_loop, 0, 2),
                pick.choice(["swallow", "raise", "return"]),
                self.body(index, count, depth + 1, in_loop, 0, 1) if pick.random() < 0.4 else [],
            ]
        if kind == "loop":
            return [kind, pick.randint(2, 3), self.body(index, count, depth + 1, True, 1, 3)]
        return [kind]

    def awaitable(self, later):
        return [self.random.choice(["coroutine", "task"]), self.random.choice(later)]


def generate(seed):
    return Generator(seed).program()


class Renderer:
    def __init__(self):
        self.lines = []
        self.steps = 0

    def put(self, depth, text):
        self.lines.append(INDENT * depth + text)

    def log(self, depth, index, text):
        self.steps += 1
        self.put(depth, f'log("c{index} {self.steps}", {text})')

    def block(self, depth, index, statements):
        for statement in statements:
            getattr(self, "put_" + statement[0])(depth, index, *statement[1:])
        if not statements:
            self.put(depth, "pass")

    def put_sleep0(self, depth, index, times):
        self.put(depth, f"for _ in range({times}):")
        self.put(depth + 1, "await sleep_ms(0)")
        self.log(depth, index, '"ran on"')

    def put_sleep(self, depth, index, slot):
        self.log(depth, index, '"sleeps"')
        self.put(depth, f"await sleep_ms(timed(S, {slot}, 0))")
        self.log(depth, index, '"slept"')

    def put_forever(self, depth, index):
        self.log(depth, index, '"sleeps for ever"')
        self.put(depth, "await sleep_ms(1000000)")

    def put_event_set(self, depth, index, event):
        self.put(depth, f"E[{event}].set()")
        self.log(depth, index, f'"set {event}"')

    def put_event_clear(self, depth, index, event):
        self.put(depth, f"E[{event}].clear()")
        self.log(depth, index, f'"cleared {event}"')

    def put_event_wait(self, depth, index, event):
        self.log(depth, index, f'"waits for event {event}"')
        self.log(depth, index, f"await E[{event}].wait(), E[{event}].is_set()")

    def put_lock_acquire(self, depth, index, lock):
        self.log(depth, index, f'"acquires {lock}", L[{lock}].locked()')
        self.log(depth, index, f"await L[{lock}].acquire(), L[{lock}].locked()")

    def put_lock_release(self, depth, index, lock):
        self.put(depth, "try:")
        self.put(depth + 1, f"L[{lock}].release()")
        self.log(depth + 1, index, f'"released {lock}", L[{lock}].locked()')
        self.put(depth, "except RuntimeError:")
        self.log(depth + 1, index, f'"was not held {lock}", L[{lock}].locked()')

    def put_lock_with(self, depth, index, lock, body):
        self.log(depth, index, f'"enters {lock}", L[{lock}].locked()')
        self.put(depth, f"async with L[{lock}]:")
        self.log(depth + 1, index, f'"inside {lock}", L[{lock}].locked()')
        self.block(depth + 1, index, body)
        self.log(depth, index, f'"left {lock}", L[{lock}].locked()')

    def put_flag_set(self, depth, index, flag):
        self.put(depth, f"F[{flag}].set()")
        self.log(depth, index, f'"set flag {flag}"')

    def put_flag_wait(self, depth, index, flag):
        self.put(depth, f"await flag_wait(F, W, {flag})")
        self.log(depth, index, f'"flag {flag}"')

    def put_create(self, depth, index, other):
        self.put(depth, f"T[{other}] = create_task(c{other}())")
        self.log(depth, index, f'"created {other}"')

    def put_await_task(self, depth, index, other):
        self.log(depth, index, f'"awaits {other}"')
        self.put(depth, f"if {other} in T:")
        self.log(depth + 1, index, f"await awaited(T[{other}])")

    def put_await_inline(self, depth, index, other):
        self.log(depth, index, f"await c{other}()")

    def put_cancel(self, depth, index, other):
        self.put(depth, f"if {other} in T:")
        self.log(depth + 1, index, f"\"cancels {other}\", cancel(T[{other}])")

    def put_done(self, depth, index, other):
        self.put(depth, f"if {other} in T:")
        self.log(depth + 1, index, f'"done {other}", T[{other}].done()')

    def awaitable(self, kind, other):
        if kind == "coroutine":
            return f"c{other}()"
        return f"(known(T[{other}]) if {other} in T else c{other}())"

    def put_wait_for(self, depth, index, awaitable, timeout):
        limits = {"none": "None", "zero": "0", "long": "900000"}
        limit = limits.get(timeout, f"timed(S, {timeout}, 900000)")
        self.log(depth, index, f'"waits for", "{limit}"')
        self.log(depth, index, f"await limited({self.awaitable(*awaitable)}, {limit})")

    def put_gather(self, depth, index, awaitables, return_exceptions):
        self.log(depth, index, '"gathers"')
        members = ", ".join(self.awaitable(*awaitable) for awaitable in awaitables)
        self.log(depth, index, f"shown(await gathered({members}, return_exceptions={return_exceptions}))")

    def put_raise(self, depth, index, exception, number):
        self.log(depth, index, '"raises"')
        self.put(depth, f"raise {exception}({number})")

    def put_return(self, depth, index, number):
        self.log(depth, index, '"returns"')
        self.put(depth, f"return {number}")

    def put_try(self, depth, index, body, exception, handler, ending, final):
        self.put(depth, "try:")
        self.block(depth + 1, index, body)
        self.put(depth, f"except {exception} as er:")
        self.log(depth + 1, index, '"caught", shown(er)')
        self.block(depth + 1, index, handler)
        if ending != "swallow":
            self.put(depth + 1, "raise" if ending == "raise" else 'return "caught"')
        if final:
            self.put(depth, "finally:")
            self.log(depth + 1, index, '"finally"')
            self.block(depth + 1, index, final)

    def put_loop(self, depth, index, times, body):
        self.put(depth, f"for _ in range({times}):")
        self.block(depth + 1, index, body)


def render(program, name):
    """The source of function `name`, which runs the program and prints its trace."""
    renderer = Renderer()
    renderer.put(0, f"def {name}():")
    renderer.put(1, f"E, L = [Event() for _ in range({EVENTS})], [Lock() for _ in range({LOCKS})]")
    renderer.put(1, f"F, W, T = [ThreadSafeFlag() for _ in range({FLAGS})], [False] * {FLAGS}, {{}}")
    renderer.put(1, "S = set()")
    for index, statements in enumerate(program):
        renderer.put(1, f"async def c{index}():")
        renderer.log(2, index, '"starts", current_task() is not None')
        renderer.block(2, index, statements)
        renderer.log(2, index, '"ends"')
        renderer.put(2, f"return {index}")
    renderer.put(1, "run_program(c0, T)")
    return "\n".join(renderer.lines) + "\n"


PRELUDE = '''\
import asyncio
from asyncio import (
    CancelledError, Event, Lock, ThreadSafeFlag, TimeoutError, create_task, current_task, gather, sleep_ms, wait_for_ms
)
from time import ticks_diff, ticks_ms

UNIT = {unit}


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
    for aw in aws:
        if isinstance(aw, asyncio.Task) and aw.state is None and not isinstance(aw.data, StopIteration):
            print("KNOWN gather-of-failed")
    try:
        return await gather(*aws, return_exceptions=return_exceptions)
    except RuntimeError as er:
        refused(er)
    except CancelledError as er:
        # It has reached the children too.
        cancels.append(None)
        raise er


cancels = []


# When the waits that have not ended time out.
ends = []


async def limited(aw, timeout):
    before = len(cancels)
    end = [timeout, ticks_ms()]
    ends.append(end)
    try:
        return await wait_for_ms(aw, timeout)
    except RuntimeError as er:
        refused(er)
    except TimeoutError as er:
        # A wait around it that times out cancels it too.
        if len(cancels) > before or any(other is not end and is_over(other) for other in ends):
            print("KNOWN cancelled-timing-out")
        raise er
    except CancelledError as er:
        cancels.append(None)
        if timeout is not None and not er.args:
            print("KNOWN cancelled-wait_for")
        raise er
    finally:
        ends.remove(end)


def is_over(end):
    timeout, begin = end
    return timeout is not None and ticks_diff(ticks_ms(), begin) >= timeout


def cancel(task):
    cancels.append(task)
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
    await sleep_ms(UNIT * {guard})
    for _ in range(12):
        if task.done():
            return
        log("guard cancels", cancel(task))
        # Not in step with any sum of the timed sleeps.
        await sleep_ms(UNIT + max(1, UNIT // 13))
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
                log("top cancels", number, cancel(tasks[number]))
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


'''


def prelude(unit):
    return PRELUDE.format(unit=unit, guard=2**SLOTS + 2)


def script(programs, unit):
    """One script that runs the programs, a {number: program}, each behind a line that names it."""
    parts = [prelude(unit)]
    for number, program in programs.items():
        parts.append(render(program, f"p{number}") + "\n")
    for number in programs:
        parts.append(f'print("=== {number}")\np{number}()\n')
    parts.append('print("=== end")\n')
    return "\n".join(parts)


def smaller(program):
    """Programs that are one step simpler, the boldest steps first."""
    for index in range(len(program)):
        if len(program[index]) > 1:
            yield replaced(program, index, program[index][: len(program[index]) // 2])
            yield replaced(program, index, program[index][len(program[index]) // 2 :])
    for index in range(len(program)):
        for body in smaller_bodies(program[index]):
            yield replaced(program, index, body)
    used = {number for number in range(1, len(program)) if mentions(program, number)}
    if len(program) > 1 and len(program) - 1 not in used:
        yield copy.deepcopy(program[:-1])


def replaced(program, index, body):
    other = copy.deepcopy(program)
    other[index] = copy.deepcopy(body)
    return other


def mentions(program, number):
    text = repr(program)
    return any(
        f"'{kind}', {number}]" in text for kind in ("create", "await_task", "await_inline", "coroutine", "task", "cancel", "done")
    )


def smaller_bodies(body):
    for place in range(len(body)):
        yield body[:place] + body[place + 1 :]
    for place, statement in enumerate(body):
        for item, value in enumerate(statement):
            if statement[0] in BLOCKS and isinstance(value, list):
                # The block's content instead of the block.
                yield body[:place] + value + body[place + 1 :]
                for inner in smaller_bodies(value):
                    yield body[:place] + [[*statement[:item], inner, *statement[item + 1 :]]] + body[place + 1 :]
        if statement[0] == "gather" and len(statement[1]) > 1:
            for member in range(len(statement[1])):
                fewer = statement[1][:member] + statement[1][member + 1 :]
                yield body[:place] + [["gather", fewer, statement[2]]] + body[place + 1 :]
        if statement[0] in ("sleep0", "loop") and statement[1] > 1:
            yield body[:place] + [[statement[0], statement[1] - 1, *statement[2:]]] + body[place + 1 :]
