"""Stub only: these names stand in `asyncio` itself."""

from collections.abc import Awaitable, Callable, Generator
from typing import Any, Generic, TypeVar

_T = TypeVar("_T")

class Future(Generic[_T]):
    """An outcome that somebody will set. Await it, as often as you like, for its value or exception. Who waits goes on in order of
    arrival. Not for interrupts; from another thread through `Loop.call_soon_threadsafe`."""

    def __init__(self) -> None:
        """Heap: the future, as large as a task."""

    def done(self) -> bool:
        """Whether it has an outcome or was cancelled. O(1), no heap."""

    def cancelled(self) -> bool:
        """Whether it was cancelled. O(1), no heap."""

    def result(self) -> _T:
        """The value; raises the exception that was set, `CancelledError` if it was cancelled, `InvalidStateError` if it isn't
        done. O(1), no heap."""

    def exception(self) -> BaseException | None:
        """The exception that was set, or None; raises `CancelledError` or `InvalidStateError` as `result` does. O(1), no heap."""

    def set_result(self, result: _T) -> None:
        """Sets the value and wakes those who wait. `InvalidStateError` if it is done. O(waiters), no heap."""

    def set_exception(self, exception: BaseException | type[BaseException]) -> None:
        """Sets an exception; a class is instantiated. `InvalidStateError` if it is done. O(waiters). Heap: the instance of a
        class."""

    def get_loop(self) -> Any:
        """The `Loop`. No heap."""

    def cancel(self, msg: Any = None) -> bool:
        """Cancels it: those who wait get `CancelledError`. `msg` does nothing. Returns False if it is done. O(waiters). Heap: the exception."""

    def add_done_callback(self, callback: Callable[[Future[_T]], object], *, context: Any = None) -> None:
        """Calls `callback(future)` one turn after it is done, in order with those who wait; at the next turn if it is done. What
        the callback raises goes to the exception handler. O(1). Heap: a small object."""

    def remove_done_callback(self, callback: Callable[[Future[_T]], object]) -> int:
        """Takes back all callbacks equal to it that are not due yet; returns how many. O(waiters), no heap."""

    def __await__(self) -> Generator[Any, Any, _T]: ...

def shield(arg: Awaitable[_T]) -> Future[_T]:
    """A future with the outcome of `arg`, a task or what becomes one. Cancelling it, or who awaits it, leaves `arg` alone. Heap: the
    future and a small object, and the task if `arg` is a coroutine."""
