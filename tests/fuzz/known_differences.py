"""Where ours is meant to differ from stock, as seen in a trace. docs/differences.md explains each.

The programs print a line `KNOWN name` where a known difference begins to show. What differs behind such a line follows
from it and is accepted; what agrees behind it goes on being compared.
"""

KNOWN = {
    "can't-gather": "stock cannot gather a task that has a waiter, or twice the same",
    "can't-wait": "stock cannot await a task that is in a gather",
    "can't-cancel-self": "stock cannot cancel the running task",
    "cancel-forwarded-to-self": "stock drops a cancellation that arrives, through a waiting task, at the running one",
    "gather-of-failed": "stock reports a failed task as unawaited although a gather has taken its exception",
    "lost-failure": "stock loses the exception of a task that is awaited between its end and its second turn",
    "cancelled-wait_for": "stock's wait_for, cancelled from outside, cancels its task once more when the inner task has ended",
    "cancelled-timing-out": "stock's wait_for forgets a cancellation that comes while it waits for the end of what has timed out",
}
CRASH = "CRASH"


def shows_known(line):
    """Whether this line of a trace names a known difference."""
    if not line.startswith("KNOWN "):
        return False
    name = line.removeprefix("KNOWN ")
    if name not in KNOWN:
        raise KeyError(f"the trace names {name!r}, which is no known difference: {', '.join(KNOWN)}")
    return True


def first_difference(stock, ours):
    """The number of the first line that differs and is not known, or None."""
    for number in range(max(len(stock), len(ours))):
        stock_line = stock[number] if number < len(stock) else ""
        ours_line = ours[number] if number < len(ours) else ""
        if stock_line == ours_line:
            continue
        # A crash of ours is never accepted; one of stock's leaves nothing to compare with.
        if any(line.startswith(CRASH) for line in ours[number:]):
            return number
        if stock_line.startswith(CRASH) or any(shows_known(line) for line in stock[: number + 1]):
            return None
        return number
    return None
