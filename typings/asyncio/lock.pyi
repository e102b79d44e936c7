from collections.abc import Awaitable

from . import core as core

class Lock:
    """A mutex for tasks, handed to whoever has waited longest."""

    def locked(self) -> bool:
        """False also while the lock is being handed over."""

    def acquire(self) -> Awaitable[bool]:
        """Waits for the lock; True. A cancelled waiter passes it on. No heap."""

    def release(self) -> None:
        """`RuntimeError` if the lock is not held."""

    async def __aenter__(self) -> bool: ...
    async def __aexit__(self, exc_type: object, exc: object, tb: object) -> None: ...
