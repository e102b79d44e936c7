"""Stub only: these names stand in `asyncio` itself."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from .lock import Lock

_T = TypeVar("_T")

class Semaphore:
    """So many permits, handed to whoever has waited longest: nobody overtakes a task that waits. A cancelled waiter passes its
    permit on."""

    def __init__(self, value: int = 1) -> None:
        """`value` permits. `ValueError` if it is less than 0. Heap: two blocks."""

    def locked(self) -> bool:
        """Whether `acquire` would have to wait. O(1), no heap."""

    def acquire(self) -> Awaitable[bool]:
        """Waits for a permit; True. O(1), no heap."""

    def release(self) -> None:
        """Gives a permit back, to whoever has waited longest. O(1), no heap."""

    async def __aenter__(self) -> bool: ...
    async def __aexit__(self, exc_type: object, exc: object, tb: object) -> None: ...

class BoundedSemaphore(Semaphore):
    """A `Semaphore` whose `release` raises `ValueError` when all its permits are there."""

class Condition:
    """A lock, and tasks that wait until something that it guards has changed."""

    def __init__(self, lock: Lock | None = None) -> None:
        """With `lock`, or a new one. `TypeError` if it is no `Lock`. Heap: one block, and a lock."""

    def locked(self) -> bool:
        """Whether the lock is held. No heap."""

    def acquire(self) -> Awaitable[bool]:
        """Waits for the lock; True. No heap."""

    def release(self) -> None:
        """Releases the lock. `RuntimeError` if it is not held. No heap."""

    def wait(self) -> Awaitable[bool]:
        """Releases the lock, waits to be notified, and waits for the lock again; True. A cancelled task goes on with the lock held too, and a
        notification with which it had not gone on goes to another. `RuntimeError` if the lock is not held. No heap."""

    def wait_for(self, predicate: Callable[[], _T]) -> Awaitable[_T]:
        """Waits until `predicate()` is true, asking at once and after each notification; what it returned. Heap: one block."""

    def notify(self, n: int = 1) -> None:
        """Wakes up to `n` of those who wait, first come first. `RuntimeError` if the lock is not held. No heap."""

    def notify_all(self) -> None:
        """Wakes all who wait. `RuntimeError` if the lock is not held. No heap."""

    async def __aenter__(self) -> bool: ...
    async def __aexit__(self, exc_type: object, exc: object, tb: object) -> None: ...

class BrokenBarrierError(RuntimeError):
    """Raised for whoever waits at a barrier that is reset or aborted, or comes to an aborted one."""

class Barrier:
    """So many tasks that go on together. Who comes while it lets the last ones go waits for the next time."""

    @property
    def parties(self) -> int:
        """How many tasks it takes."""

    @property
    def n_waiting(self) -> int:
        """How many of them wait now."""

    @property
    def broken(self) -> bool:
        """Whether it was aborted."""

    def __init__(self, parties: int) -> None:
        """For that many tasks. `ValueError` if there is none. Heap: two blocks."""

    def wait(self) -> Awaitable[int]:
        """Waits until all parties have come; the place among them, from 0. `BrokenBarrierError`. A cancelled waiter leaves its place to
        another. No heap."""

    def reset(self) -> Awaitable[None]:
        """Makes the barrier as new: whoever waits gets `BrokenBarrierError`. Never waits. Heap: one block."""

    def abort(self) -> Awaitable[None]:
        """Breaks the barrier: whoever waits or comes gets `BrokenBarrierError`, until `reset`. Never waits. Heap: one block."""

    async def __aenter__(self) -> int: ...
    async def __aexit__(self, exc_type: object, exc: object, tb: object) -> None: ...
