"""Stub only: these names stand in `asyncio` itself."""

from collections.abc import Awaitable, Iterable, Iterator
from typing import Any, TypeVar

from ._future import Future
from .core import Task

_T = TypeVar("_T")

#: For `wait`: until all have ended.
ALL_COMPLETED: str
#: For `wait`: until one has ended.
FIRST_COMPLETED: str
#: For `wait`: until one has failed, or all have ended.
FIRST_EXCEPTION: str

def wait(
    aws: Iterable[Task[Any] | Future[Any]], *, timeout: float | None = None, return_when: str = ...
) -> Awaitable[tuple[set[Any], set[Any]]]:
    """Gives two sets: the tasks that have ended, and the others. A timeout raises nothing, and cancels nothing. `TypeError` if `aws` has
    anything but tasks and futures, `ValueError` if it is empty. O(n²) for n tasks. Heap: a list, an object for each task, and the
    two sets."""

def as_completed(aws: Iterable[Awaitable[_T]], *, timeout: float | None = None) -> Iterator[Awaitable[_T]]:
    """For a `for` loop: gives one awaitable for each task. Each `await` gives the outcome of the next task that ends, or raises
    `TimeoutError`. O(n²) for n tasks. Heap: a list and an object for each task, and the tasks for those that are coroutines."""
