from collections.abc import Awaitable
from typing import Any, TypeVar

from . import core as core
from ._future import Future

_T = TypeVar("_T")

def wait_for(aw: Awaitable[_T], timeout: float | None) -> Awaitable[_T]:
    """Gives the value of `aw`. After `timeout` seconds it cancels `aw`, waits until `aw` has ended, and raises `TimeoutError`. None
    waits forever. Heap: one small object, and the task if `aw` is a coroutine."""

def wait_for_ms(aw: Awaitable[_T], timeout: int | None) -> Awaitable[_T]:
    """The same in milliseconds. Heap: the same."""

def gather(*aws: Awaitable[Any], return_exceptions: bool = False) -> Future[list[Any]]:
    """Gives the values in the order of the arguments. The first exception is raised at once, and the other tasks go on; with
    `return_exceptions` the exceptions stand among the values. If the gather is cancelled, all tasks are. Await it only once: after its
    end, the next `gather()` may reuse the object. Heap: the list.

    With the feature `future` it has the methods of a `Future`. The first that you look up starts the tasks and makes a future, which keeps
    the outcome. Heap: the future."""
