from collections.abc import Awaitable
from typing import Any, TypeVar

from . import core as core

_T = TypeVar("_T")

def wait_for(aw: Awaitable[_T], timeout: float | None) -> Awaitable[_T]:
    """The value of `aw`, or `TimeoutError` after `timeout` seconds: then `aw` is cancelled and its end awaited first. None
    waits forever. Heap: one small object, and the task if `aw` is a coroutine."""

def wait_for_ms(aw: Awaitable[_T], timeout: int | None) -> Awaitable[_T]:
    """The same in milliseconds. Heap: the same."""

def gather(*aws: Awaitable[Any], return_exceptions: bool = False) -> Awaitable[list[Any]]:
    """The values in the order of the arguments. The first exception is raised at once and leaves the others running;
    with `return_exceptions` it stands among the values. Cancelling it cancels all. To be awaited once,
    while no other `gather()` has been made since it was over: the object is handed out again. Heap: the list."""
