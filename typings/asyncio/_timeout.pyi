"""Stub only: these names stand in `asyncio` itself."""

from typing import Self

class Timeout:
    """A deadline for the body of an `async with`: what `timeout` and `timeout_at` return. When it has passed, the task is cancelled
    once, and leaving the body turns that `CancelledError`, and no other, into `TimeoutError`. Nests. Never early."""

    def __init__(self, when: float | None) -> None:
        """As `timeout_at`. Heap: one object, somewhat larger than a task."""

    def when(self) -> float | None:
        """The deadline as it was given, on the clock of `Loop.time`, or None. O(1). No heap."""

    def reschedule(self, when: float | None) -> None:
        """Moves the deadline; None takes it away. `RuntimeError` outside the body and once it has expired. O(log n) amortised,
        no heap."""

    def expired(self) -> bool:
        """Whether the deadline has ended the body. O(1), no heap."""

    async def __aenter__(self) -> Self: ...
    async def __aexit__(self, exc_type: object, exc: object, tb: object) -> None: ...

def timeout(delay: float | None) -> Timeout:
    """`async with timeout(5):` ends its body with `TimeoutError` after that many seconds. None waits forever; 0 or less ends it at
    the first await that suspends. Makes no task. Heap: one object, somewhat larger than a task."""

def timeout_at(when: float | None) -> Timeout:
    """The same at an instant of the clock of `Loop.time`. Heap: the same."""
