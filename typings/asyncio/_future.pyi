"""Stub only: these names stand in `asyncio` itself."""

from collections.abc import Awaitable, Callable, Generator
from typing import Any, Generic, TypeVar

_T = TypeVar("_T")

class Future(Generic[_T]):
    """An outcome that other code will set. Await it as often as you like: each await gives its value or raises its exception. Waiters go on
    in the order of their arrival. Not for interrupts; another thread goes through `Loop.call_soon_threadsafe`."""

    def __init__(self) -> None:
        """Heap: the future, as large as a task."""

    def done(self) -> bool:
        """Whether it has an outcome or was cancelled. O(1), no heap."""

    def cancelled(self) -> bool:
        """Whether it was cancelled. O(1), no heap."""

    def result(self) -> _T:
        """The value. Raises the exception that was set, `CancelledError` if the future was cancelled, `InvalidStateError` if it is not
        done. O(1), no heap."""

    def exception(self) -> BaseException | None:
        """The exception that was set, or None. Raises `CancelledError` or `InvalidStateError` as `result` does. O(1), no heap."""

    def set_result(self, result: _T) -> None:
        """Sets the value and wakes the waiters. `InvalidStateError` if it is done. O(waiters), no heap."""

    def set_exception(self, exception: BaseException | type[BaseException]) -> None:
        """Sets an exception; a class is instantiated. `InvalidStateError` if it is done. O(waiters). Heap: the instance of a
        class."""

    def get_loop(self) -> Any:
        """The `Loop`. No heap."""

    def cancel(self, msg: Any = None) -> bool:
        """Cancels it: the waiters get `CancelledError`. `msg` does nothing. Returns False if it is done. O(waiters). Heap: the exception."""

    def add_done_callback(self, callback: Callable[[Future[_T]], object], *, context: Any = None) -> None:
        """Calls `callback(future)` one turn after the future is done, in one order with the waiters. If it is done already, calls it at the
        next turn. An exception of the callback goes to the exception handler. O(1). Heap: a small object."""

    def remove_done_callback(self, callback: Callable[[Future[_T]], object]) -> int:
        """Removes all callbacks that equal `callback` and are not due yet. Returns their number. O(waiters), no heap."""

    def __await__(self) -> Generator[Any, Any, _T]: ...

def shield(arg: Awaitable[_T]) -> Future[_T]:
    """A future with the outcome of `arg`, which is a task or becomes one. If the future or its waiter is cancelled, `arg` goes on. Heap: the
    future and a small object, and the task if `arg` is a coroutine."""
