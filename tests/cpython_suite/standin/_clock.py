"""The loop's clock: real, or one that only waits move, which take no time (feature test-clock)."""

from asyncio import core, get_event_loop

_time = get_event_loop().time
_leaps = False


def begin_leaps():
    global _leaps
    core._test_clock_add(0, True)
    _leaps = True


def leaps():
    return _leaps


def leap(seconds):
    core._test_clock_add(int(seconds * 1000000))


def now():
    # A clock moves between two readings: a loop that asks it until a moment has come would never end by one that stands.
    if _leaps:
        core._test_clock_add(1)
    return _time()
