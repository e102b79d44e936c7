"""Stub only: these names stand in `asyncio` itself."""

from collections.abc import Awaitable

class EventFlags:
    """A group of 30 bits (29 with MicroPython's object representation B), which interrupts set and any number of tasks wait
    for. Not in CPython.

    When bits are set, those who wait are looked at first come first served; all see the same bits, and what they want cleared is
    cleared afterwards, once, as in FreeRTOS' event groups. So bits that are set wake all for whom they suffice, and are gone as soon as
    one of these wanted them cleared. A mask of more bits raises `ValueError`."""

    def __init__(self, initial: int = 0) -> None:
        """With the bits `initial`. Heap: two blocks."""

    def set(self, mask: int) -> None:
        """Sets the bits of `mask`. For any context. O(1), no heap; the loop then looks at each who waits."""

    def clear(self, mask: int) -> None:
        """Clears the bits of `mask`. Who waits for what was set before is woken first, except from an interrupt or
        another thread. For any context. O(1), no heap."""

    def value(self) -> int:
        """The bits. For any context. O(1), no heap."""

    def wait_any(self, mask: int, clear: bool = False) -> Awaitable[int]:
        """Waits until one bit of `mask` or more is set; those of `mask` that were. With `clear`, clears these; a waiter cancelled before it
        has seen them puts back those that no other who clears them was woken with. `ValueError` if `mask` is 0. No heap."""

    def wait_all(self, mask: int, clear: bool = False) -> Awaitable[int]:
        """Waits until all bits of `mask` are set; these. With `clear`, clears them. Otherwise as `wait_any`. No heap."""
