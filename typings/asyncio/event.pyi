from collections.abc import Awaitable

from . import core as core

class Event:
    """A flag that any number of tasks can wait for. `set`, `clear` and `is_set` are for any context: hard and soft interrupts, other
    threads, signal handlers."""

    def is_set(self) -> bool:
        """Whether it is set. No heap, for any context."""

    def set(self) -> None:
        """Makes all waiters ready, first come, first served. O(1), no heap, for any context."""

    def clear(self) -> None:
        """From now on, `wait` waits. A task that was woken stays ready. No heap, for any context."""

    def wait(self, *, priority: bool = False) -> Awaitable[bool]:
        """Waits until the event is set; gives True. With `priority` (feature `priority`) the task then runs before all that are ready. No
        heap."""

class ThreadSafeFlag:
    """A flag for one waiter at a time. Any context may set it; the wait clears it. It is also a stream, which is readable while the
    flag is set."""

    def set(self) -> None:
        """Sets the flag. The waiter becomes ready between two turns. O(1), no heap, for any context, also for hard interrupts."""

    def clear(self) -> None:
        """Takes back a `set` that no wait has seen yet. No heap, for any context."""

    def wait(self, *, priority: bool = False) -> Awaitable[None]:
        """Waits until the flag is set, and clears it. With `priority` (feature `priority`) the task then runs before all that are ready. `RuntimeError` if another task waits. No heap; the wait costs the switches of
        other tasks nothing."""

    def ioctl(self, request: int, arg: int) -> int:
        """Makes the flag a stream: request 3 gives the events in `arg` that are there. No heap."""
