"""Stub only: these names stand in `asyncio` itself."""

from collections.abc import Awaitable
from typing import Generic, Self, TypeVar

_T = TypeVar("_T")

class ThreadSafeQueue(Generic[_T]):
    """Passes items between tasks and everything else: interrupts, other threads, the other core. First in, first out, for a fixed number of
    items. Not in CPython.

    An item wakes the getter that has waited longest, but the first one that takes it has it, as with a `Queue`. A cancelled getter or
    putter loses no item, and one that is woken for nothing keeps its place. `async for item in queue` gets items forever. An object that an
    interrupt moves, into the queue or out of it into another object, must also be referred to elsewhere, because the interrupt may have stopped the
    collector; numbers need nothing."""

    def __init__(self, size: int, lossy: bool = False) -> None:
        """A queue for `size` items, at least 1: else `ValueError`, or `MemoryError` if there is no memory for them. With `lossy` a full queue
        drops its oldest item to take a new one, and counts. Heap: two blocks, with one word for each item."""

    def put_nowait(self, item: _T) -> None:
        """Puts `item` in, or raises `QueueFull`. For any context. O(1), no heap."""

    def get_nowait(self) -> _T:
        """Takes out the oldest item, or raises `QueueEmpty`. For any context. O(1), no heap."""

    def put(self, item: _T) -> Awaitable[None]:
        """Waits for room and puts `item` in. Heap: none, but one block while another put of this queue waits, and for the first one."""

    def get(self, *, priority: bool = False) -> Awaitable[_T]:
        """Waits for an item and takes it out. With `priority` (feature `priority`) the task then runs before all that are ready. No heap."""

    def qsize(self) -> int:
        """How many items are in it. For any context. O(1), no heap."""

    def empty(self) -> bool:
        """Whether there is none. For any context. O(1), no heap."""

    def full(self) -> bool:
        """Whether there is no room. For any context. O(1), no heap."""

    def dropped(self) -> int:
        """How many items a lossy queue has dropped. For any context. O(1), no heap."""

    def __aiter__(self) -> Self: ...
    def __anext__(self) -> Awaitable[_T]: ...
