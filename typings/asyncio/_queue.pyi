"""Stub only: these names stand in `asyncio` itself."""

from collections.abc import Awaitable
from typing import Generic, TypeVar

_T = TypeVar("_T")

class QueueEmpty(Exception):
    """Raised by `get_nowait`."""

class QueueFull(Exception):
    """Raised by `put_nowait`."""

class QueueShutDown(Exception):
    """Raised by what is asked of a queue that was shut down."""

class Queue(Generic[_T]):
    """Items on their way from tasks to tasks, first in first out. As in CPython, an item wakes the getter that has waited longest,
    and is there for whoever comes first; a getter that was overtaken waits again, behind the others. A cancelled getter or putter
    loses no item."""

    @property
    def maxsize(self) -> int:
        """As it was given: how many items it takes; 0 or less is no limit."""

    def __init__(self, maxsize: float = 0) -> None:
        """A queue for at most `maxsize` items; 0 or less is no limit. Heap: three blocks, and one word for each item at the time when
        there were most."""

    def qsize(self) -> int:
        """How many items are in it. O(1), no heap."""

    def empty(self) -> bool:
        """Whether there is none. O(1), no heap."""

    def full(self) -> bool:
        """Whether there is no room. O(1), no heap."""

    def put(self, item: _T) -> Awaitable[None]:
        """Waits for room and puts `item` in. `QueueShutDown`. Heap: none, but one block while another put of this queue waits, and
        when the queue grows."""

    def put_nowait(self, item: _T) -> None:
        """Puts `item` in. `QueueFull`, `QueueShutDown`. Amortised O(1). Heap: none, but when the queue grows."""

    def get(self) -> Awaitable[_T]:
        """Waits for an item and takes it out. `QueueShutDown` once there is none and no more will come. O(1), no heap."""

    def get_nowait(self) -> _T:
        """Takes an item out. `QueueEmpty`, `QueueShutDown`. O(1), no heap."""

    def task_done(self) -> None:
        """Says that an item that was taken out has been dealt with. `ValueError` if said more often than items were put in. No heap."""

    def join(self) -> Awaitable[None]:
        """Waits until all items have been dealt with. Heap: one block."""

    def shutdown(self, immediate: bool = False) -> None:
        """Takes no more items: whoever waits to put gets `QueueShutDown`, and whoever waits to get once the queue is empty. With
        `immediate` it is emptied at once, and its items count as dealt with. As CPython 3.13. No heap."""

class PriorityQueue(Queue[_T]):
    """A `Queue` that gives the least item first: `(priority, item)`, or anything that can be compared by `<`. Putting and getting take
    O(log n) comparisons. Equal ones come out in the order of CPython's."""

class LifoQueue(Queue[_T]):
    """A `Queue` that gives the item last that came first."""
