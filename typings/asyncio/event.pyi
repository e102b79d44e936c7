from collections.abc import Awaitable

from . import core as core

class Event:
    """A flag that any number of tasks can wait for. `set`, `clear` and `is_set` are for any context: interrupts, hard ones
    too, other threads, signal handlers."""

    def is_set(self) -> bool:
        """Whether it is set. No heap, for any context."""

    def set(self) -> None:
        """Makes all waiters ready, first come first. O(1), no heap, for any context."""

    def clear(self) -> None:
        """From now on, `wait` waits. A task that has been woken stays awake. No heap, for any context."""

    def wait(self) -> Awaitable[bool]:
        """Waits until the event is set; True. No heap."""

class ThreadSafeFlag:
    """A flag that one task at a time waits for, set from any context, and cleared by the wait. Also a stream: readable while
    it is set."""

    def set(self) -> None:
        """O(1), no heap, for any context, hard interrupts included. The waiter is made ready between two turns."""

    def clear(self) -> None:
        """Takes back a `set` that nobody has seen yet. No heap, for any context."""

    def wait(self) -> Awaitable[None]:
        """Waits until the flag is set, and clears it. `RuntimeError` if another task waits. No heap; costs the other
        tasks' switches nothing."""

    def ioctl(self, request: int, arg: int) -> int:
        """What makes the flag a stream: request 3 gives the events out of `arg` that are there. No heap."""
