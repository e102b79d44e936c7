"""Stub only: these names stand in `asyncio` itself."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from .lock import Lock

_T = TypeVar("_T")

class Semaphore:
    """A number of permits. The task that has waited longest gets the next one; no task overtakes it. A cancelled waiter passes its
    permit on."""

    def __init__(self, value: int = 1) -> None:
        """`value` permits. `ValueError` if it is less than 0. Heap: two blocks."""

    def locked(self) -> bool:
        """Whether `acquire` would have to wait. O(1), no heap."""

    def acquire(self) -> Awaitable[bool]:
        """Waits for a permit; gives True. O(1), no heap."""

    def release(self) -> None:
        """Gives a permit back. The task that has waited longest gets it. O(1), no heap."""

    async def __aenter__(self) -> bool: ...
    async def __aexit__(self, exc_type: object, exc: object, tb: object) -> None: ...

class BoundedSemaphore(Semaphore):
    """A `Semaphore` whose `release` raises `ValueError` if no permit is taken."""

class Condition:
    """A lock, and tasks that wait until the data behind the lock has changed."""

    def __init__(self, lock: Lock | None = None) -> None:
        """Uses `lock`, or a new lock. `TypeError` if `lock` is not a `Lock`. Heap: one block, and a lock."""

    def locked(self) -> bool:
        """Whether the lock is held. No heap."""

    def acquire(self) -> Awaitable[bool]:
        """Waits for the lock; gives True. No heap."""

    def release(self) -> None:
        """Releases the lock. `RuntimeError` if it is not held. No heap."""

    def wait(self) -> Awaitable[bool]:
        """Releases the lock, waits for a notification, and waits for the lock again; gives True. A cancelled task holds the lock too when
        it goes on. If it was notified before, another waiter gets the notification. `RuntimeError` if the lock is not held. No heap."""

    def wait_for(self, predicate: Callable[[], _T]) -> Awaitable[_T]:
        """Waits until `predicate()` is true, and gives its value. Calls it at once, and after each notification. Heap: one block."""

    def notify(self, n: int = 1) -> None:
        """Wakes up to `n` waiters, first come, first served. `RuntimeError` if the lock is not held. No heap."""

    def notify_all(self) -> None:
        """Wakes all waiters. `RuntimeError` if the lock is not held. No heap."""

    async def __aenter__(self) -> bool: ...
    async def __aexit__(self, exc_type: object, exc: object, tb: object) -> None: ...

class BrokenBarrierError(RuntimeError):
    """A task gets this if it waits at a barrier that is reset or aborted, or if it comes to an aborted barrier."""

class Barrier:
    """Lets a number of tasks go on together. A task that comes while the barrier lets the others go waits for the next time."""

    @property
    def parties(self) -> int:
        """The number of tasks that go on together."""

    @property
    def n_waiting(self) -> int:
        """The number of tasks that wait now."""

    @property
    def broken(self) -> bool:
        """Whether it was aborted."""

    def __init__(self, parties: int) -> None:
        """For `parties` tasks. `ValueError` if that is less than 1. Heap: two blocks."""

    def wait(self) -> Awaitable[int]:
        """Waits until all parties have come; gives the place among them, from 0. Raises `BrokenBarrierError`. A cancelled waiter leaves its
        place to another task. No heap."""

    def reset(self) -> Awaitable[None]:
        """Makes the barrier as new. Tasks that wait get `BrokenBarrierError`. Never waits. Heap: one block."""

    def abort(self) -> Awaitable[None]:
        """Breaks the barrier: until `reset`, tasks that wait or come get `BrokenBarrierError`. Never waits. Heap: one block."""

    async def __aenter__(self) -> int: ...
    async def __aexit__(self, exc_type: object, exc: object, tb: object) -> None: ...
