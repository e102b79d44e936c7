"""Stub only: these names stand in `asyncio` itself."""

from collections.abc import Awaitable

class Latch:
    """Opens after `count` calls of `count_down()`, and stays open. Not in CPython."""

    def __init__(self, count: int) -> None:
        """`ValueError` if `count` is below 1. Heap: one block."""

    def count_down(self) -> None:
        """Counts once; the last count wakes all waiters in the order in which they came. O(waiters), no heap."""

    def wait(self) -> Awaitable[bool]:
        """Waits until the latch is open, and gives True. No heap."""
