"""Stub only: these names stand in `asyncio` itself."""

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

_T = TypeVar("_T")

def to_thread(func: Callable[..., _T], /, *args: Any, **kwargs: Any) -> Awaitable[_T]:
    """When it is awaited, runs `func(*args, **kwargs)` in a new thread, and gives its value or raises its exception. If the waiter is
    cancelled, it stops waiting, and the thread goes on. Where MicroPython has threads. Heap: some small objects, and the stack of the
    thread if the port takes it from the heap."""

def run_coroutine_threadsafe(coro: Coroutine[Any, Any, Any], loop: Any) -> Any:
    """For another thread: runs `coro` in the loop. Returns an object with `result(timeout=None)` and `exception(timeout=None)`, which
    block the calling thread, `done()`, `cancelled()`, `cancel()` and `add_done_callback(callback)`. The thread of the loop calls the callback.
    From any thread, not from an interrupt. Heap: some small objects, and the task."""
