from collections.abc import Awaitable
from typing import Any, TypeVar

from . import core as core

_T = TypeVar("_T")

def wait_for(aw: Awaitable[_T], timeout: float | None) -> Awaitable[_T]:
    """Gives the value of `aw`. After `timeout` seconds it cancels `aw`, waits until `aw` has ended, and raises `TimeoutError`. None
    waits forever. Heap: one small object, and the task if `aw` is a coroutine."""

def wait_for_ms(aw: Awaitable[_T], timeout: int | None) -> Awaitable[_T]:
    """The same in milliseconds. Heap: the same."""

def gather(*aws: Awaitable[Any], return_exceptions: bool = False) -> Awaitable[list[Any]]:
    """Gives the values in the order of the arguments. The first exception is raised at once, and the other tasks go on; with
    `return_exceptions` the exceptions stand among the values. If the gather is cancelled, all tasks are. Await it only once: after its
    end, the next `gather()` may reuse the object. Heap: the list."""
