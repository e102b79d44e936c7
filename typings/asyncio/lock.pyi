from collections.abc import Awaitable

from . import core as core

class Lock:
    """A mutex for tasks, handed to whoever has waited longest."""

    def locked(self) -> bool:
        """Whether it is held. False also while it is being handed over. No heap."""

    def acquire(self) -> Awaitable[bool]:
        """Waits for the lock; True. A cancelled waiter passes it on. No heap."""

    def release(self) -> None:
        """Hands the lock to the task that has waited longest, or frees it. `RuntimeError` if it is not held. No heap."""

    async def __aenter__(self) -> bool: ...
    async def __aexit__(self, exc_type: object, exc: object, tb: object) -> None: ...
