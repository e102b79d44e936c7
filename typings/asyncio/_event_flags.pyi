"""Stub only: these names stand in `asyncio` itself."""

from collections.abc import Awaitable

class EventFlags:
    """A group of 30 bits (29 with MicroPython's object representation B). Interrupts set bits, and any number of tasks wait for them.
    Not in CPython.

    When bits are set, the loop checks the waiters in the order of their arrival. All waiters see the same bits. A set bit wakes every
    waiter that it satisfies. Then the bits that the woken waiters asked to clear are cleared, once, as in FreeRTOS' event groups. A mask of
    more bits raises `ValueError`."""

    def __init__(self, initial: int = 0) -> None:
        """Begins with the bits `initial`. Heap: two blocks."""

    def set(self, mask: int) -> None:
        """Sets the bits of `mask`. For any context. O(1), no heap; the loop then checks each waiter."""

    def clear(self, mask: int) -> None:
        """Clears the bits of `mask`. Tasks that wait for bits that were set before wake first, except if an interrupt or another thread
        calls `clear`. For any context. O(1), no heap."""

    def value(self) -> int:
        """The bits. For any context. O(1), no heap."""

    def wait_any(self, mask: int, clear: bool = False, *, priority: bool = False) -> Awaitable[int]:
        """Waits until at least one bit of `mask` is set, and gives the bits of `mask` that were set. With `clear` it also clears them. If a
        waiter is cancelled before it goes on, it sets its bits again, except bits that woke another waiter with `clear`. `ValueError` if
        `mask` is 0. With `priority` (feature `priority`) the task then runs before all that are ready. No heap."""

    def wait_all(self, mask: int, clear: bool = False, *, priority: bool = False) -> Awaitable[int]:
        """Waits until all bits of `mask` are set, and gives them. With `clear` it also clears them. Otherwise as `wait_any`. No heap."""
