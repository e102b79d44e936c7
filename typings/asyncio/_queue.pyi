"""Stub only: these names stand in `asyncio` itself."""

from collections.abc import Awaitable
from typing import Generic, TypeVar

_T = TypeVar("_T")

class QueueEmpty(Exception):
    """Raised by `get_nowait`."""

class QueueFull(Exception):
    """Raised by `put_nowait`."""

class QueueShutDown(Exception):
    """Raised by the methods of a queue that was shut down."""

class Queue(Generic[_T]):
    """Passes items from tasks to tasks, first in, first out. As in CPython, an item wakes the getter that has waited longest, but the
    first task that calls `get` gets the item. A getter that was overtaken waits again, behind the others. A cancelled getter or putter
    loses no item."""

    @property
    def maxsize(self) -> int:
        """The largest number of items, as you passed it; 0 or less is no limit."""

    def __init__(self, maxsize: float = 0) -> None:
        """A queue for at most `maxsize` items; 0 or less is no limit. Heap: three blocks, and one word for each item of the largest number
        so far."""

    def qsize(self) -> int:
        """How many items are in it. O(1), no heap."""

    def empty(self) -> bool:
        """Whether there is none. O(1), no heap."""

    def full(self) -> bool:
        """Whether there is no room. O(1), no heap."""

    def put(self, item: _T) -> Awaitable[None]:
        """Waits for room and puts `item` in. Raises `QueueShutDown`. Heap: none, but one block while another put of this queue waits, and
        when the queue grows."""

    def put_nowait(self, item: _T) -> None:
        """Puts `item` in. Raises `QueueFull`, `QueueShutDown`. Amortised O(1). Heap: none, but when the queue grows."""

    def get(self) -> Awaitable[_T]:
        """Waits for an item and takes it out. Raises `QueueShutDown` if the queue is empty and was shut down. O(1), no heap."""

    def get_nowait(self) -> _T:
        """Takes an item out. Raises `QueueEmpty`, `QueueShutDown`. O(1), no heap."""

    def task_done(self) -> None:
        """Counts one item that was taken out as finished. `ValueError` if it is called more often than items were put in. No heap."""

    def join(self) -> Awaitable[None]:
        """Waits until `task_done` was called for every item. Heap: one block."""

    def shutdown(self, immediate: bool = False) -> None:
        """From now on the queue takes no items: tasks that wait in `put` get `QueueShutDown`. Tasks in `get` get it when the queue is empty.
        With `immediate` the queue is emptied at once, and its items count as finished. As in CPython 3.13. No heap."""

class PriorityQueue(Queue[_T]):
    """A `Queue` that gives the least item first: `(priority, item)`, or anything that can be compared by `<`. To put and to get take
    O(log n) comparisons. Equal items come out in the same order as from CPython's."""

class LifoQueue(Queue[_T]):
    """A `Queue` that gives the newest item first."""
