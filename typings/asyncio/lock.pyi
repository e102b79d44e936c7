from collections.abc import Awaitable

from . import core as core

class Lock:
    """A mutex for tasks. The task that has waited longest gets it next."""

    def locked(self) -> bool:
        """Whether it is held. Also False while it is handed to the next task. No heap."""

    def acquire(self) -> Awaitable[bool]:
        """Waits for the lock; gives True. A cancelled waiter passes the lock on. No heap."""

    def release(self) -> None:
        """Hands the lock to the task that has waited longest, or frees it. `RuntimeError` if it is not held. No heap."""

    async def __aenter__(self) -> bool: ...
    async def __aexit__(self, exc_type: object, exc: object, tb: object) -> None: ...
