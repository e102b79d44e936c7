# Runs a script again and again with one fault ever later: an allocation that fails, Ctrl-C, the end of the stack. Whatever comes
# of the script, the loop must run the reference program afterwards, and the heap must not grow.
#
#   micropython faults.py SCRIPT KIND POINTS         KIND: memory, interrupt or stack; POINTS: at most so many, evenly spread
#
# A script that waits for what the fault took away is interrupted. Prints `points N of M`: faults that hit, places there are.
import asyncio
import gc
import sys
import time

import reference
import soundness

SECONDS = 25
WAIT_MS = 400
MAY_GROW = 16 * 1024

script, kind, points = sys.argv[1], sys.argv[2], int(sys.argv[3])
# It may import from a file beside it.
sys.path.insert(0, script.rpartition("/")[0])
with open(script) as file:
    code = compile(file.read(), script, "exec")


# What a script replaces in the module, and does not put back where the fault stops it.
replaced = [(module, "create_task", module.create_task) for module in (asyncio, asyncio.core)]


def restore():
    for module, name, value in replaced:
        if getattr(module, name) is not value:
            setattr(module, name, value)


def attempt(inject, n):
    soundness.interrupt_in(WAIT_MS)
    inject(n)
    try:
        exec(code, {"__name__": "__main__"})  # noqa: S102
    except BaseException:  # noqa: S110
        pass
    hit = inject(-1)
    soundness.interrupt_in(0)
    return hit


def once(inject, n):
    """Runs the script with its n-th fault; whether that hit."""
    try:
        hit = attempt(inject, n)
    except KeyboardInterrupt:
        # It came when the script had just ended. Nothing here looks for another until these have seen to it that none comes.
        soundness.interrupt(-1)
        soundness.interrupt_in(0)
        hit = True
    # The script may have been stopped with the heap locked.
    reference.no_faults()
    restore()
    reference.check("{} with fault {} at {}".format(script, kind, n))
    return hit


def stack(n):
    soundness.stack_limit(0 if n < 0 else 1500 + n)
    return True


inject = {"memory": soundness.fail_allocation, "interrupt": soundness.interrupt, "stack": stack}[kind]

# The number of places where it can hit: doubled until it does not, then halved in between.
if kind == "stack":
    places, step = 12000, 12000 // points
else:
    low, high = 0, 64
    while once(inject, high) and high < 1 << 20:
        low, high = high, high * 2
    while high - low > max(1, high // 64):
        middle = (low + high) // 2
        if once(inject, middle):
            low = middle
        else:
            high = middle
    places, step = high, max(1, high // points)


def sweep():
    """(faults that hit, how much the heap grew after the first quarter of them), each place in turn, as far as the time goes."""
    start = time.time()
    hits = used = 0
    for done, n in enumerate(range(0, places, step), 1):
        hits += once(inject, n)
        if done == points // 4:
            used = gc.mem_alloc()
        if time.time() - start > SECONDS:
            break
    return hits, gc.mem_alloc() - used if used else 0


# The collector takes dead slots of the stack for references, and so may keep one abandoned run's objects; a leak comes with every sweep.
hits, grown = sweep()
used, sweeps = gc.mem_alloc(), 1
while grown > MAY_GROW:
    sweeps += 1
    if sweeps > 3:
        raise AssertionError("{} bytes more in use after each sweep of {} faults".format(grown, points))
    sweep()
    grown, used = gc.mem_alloc() - used, gc.mem_alloc()
print("points", hits, "of", places)
