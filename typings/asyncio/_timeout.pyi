"""Stub only: these names stand in `asyncio` itself."""

from typing import Self

class Timeout:
    """A deadline for the body of an `async with`. `timeout` and `timeout_at` return it. When the deadline has passed, the task is cancelled
    once. At the end of the body that `CancelledError`, and no other, becomes a `TimeoutError`. Timeouts can be nested. Never early."""

    def __init__(self, when: float | None) -> None:
        """As `timeout_at`. Heap: one object, somewhat larger than a task."""

    def when(self) -> float | None:
        """The deadline as you passed it, on the clock of `Loop.time`, or None. O(1). No heap."""

    def reschedule(self, when: float | None) -> None:
        """Moves the deadline; None takes it away. `RuntimeError` outside the body, and after the deadline. O(log n) amortised,
        no heap."""

    def expired(self) -> bool:
        """Whether the deadline has ended the body. O(1), no heap."""

    async def __aenter__(self) -> Self: ...
    async def __aexit__(self, exc_type: object, exc: object, tb: object) -> None: ...

def timeout(delay: float | None) -> Timeout:
    """`async with timeout(5):` ends its body with `TimeoutError` after 5 seconds. With None the body may take forever. With 0 or less it
    ends at the first await that suspends. Makes no task. Heap: one object, somewhat larger than a task."""

def timeout_at(when: float | None) -> Timeout:
    """The same for a time on the clock of `Loop.time`. Heap: the same."""
