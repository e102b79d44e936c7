"""Stub only: these names stand in `asyncio` itself."""

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

_T = TypeVar("_T")

def to_thread(func: Callable[..., _T], /, *args: Any, **kwargs: Any) -> Awaitable[_T]:
    """Runs `func(*args, **kwargs)` in a thread of its own once it is awaited, and gives its value or raises its exception. Who is
    cancelled waits no longer; the thread goes on. Where MicroPython has threads. Heap: some small objects, and the thread's stack
    where that is on the heap."""

def run_coroutine_threadsafe(coro: Coroutine[Any, Any, Any], loop: Any) -> Any:
    """For another thread: has the loop run `coro`. Returns an object with `result(timeout=None)`, `exception(timeout=None)`, which
    block the calling thread, `done()`, `cancelled()`, `cancel()` and `add_done_callback(callback)`, which the loop's thread calls.
    From any thread, not from an interrupt. Heap: some small objects, and the task."""
