"""Stub only: these names stand in `asyncio` itself; the two exceptions are builtins as well, unless the port defines builtins of its
own."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Self, TypeAlias, TypeVar

from .core import Task

_T = TypeVar("_T")
_Condition: TypeAlias = type[BaseException] | tuple[type[BaseException], ...] | Callable[[BaseException], bool]

class TaskGroup:
    """`async with TaskGroup() as group:` is left when all its tasks have ended. The first that fails has the others and the body
    cancelled, in the order of their creation, and an `ExceptionGroup` tells all failures, in the order in which they came, the
    body's last. A task that is cancelled ends alone. Cancelling the task around cancels all. `KeyboardInterrupt` and `SystemExit` of
    the body are raised as they are, once all have ended; those of a task end the run."""

    def __init__(self) -> None:
        """Heap: one object of a few words."""

    def create_task(self, coro: Awaitable[_T], *, name: str | None = None, context: Any = None) -> Task[_T]:
        """A task of the group. `RuntimeError` before the group is entered, once it has ended, and once a task has failed. O(1).
        Heap: the task and a small object."""

    async def __aenter__(self) -> Self: ...
    async def __aexit__(self, exc_type: object, exc: object, tb: object) -> None: ...

class BaseExceptionGroup(BaseException):
    """Several exceptions as one. Not checked when it is made: one that holds no sequence of exceptions raises `TypeError` when it
    is used. A `derive` of a Python subclass's own is not called by `split` and `subgroup`."""

    #: What the group is about.
    message: str
    #: The exceptions.
    exceptions: tuple[BaseException, ...]

    def __init__(self, message: str, exceptions: Sequence[BaseException]) -> None:
        """Heap: the exception."""

    def split(self, condition: _Condition) -> tuple[BaseExceptionGroup | None, BaseExceptionGroup | None]:
        """The part that meets `condition` and the rest, each with the nesting of the group, or None if there is nothing in it. The
        condition is a class, a tuple of them, or a function. O(n). Heap: new groups where a group is divided."""

    def subgroup(self, condition: _Condition) -> BaseExceptionGroup | None:
        """The part that meets `condition`. O(n). Heap: as `split`."""

    def derive(self, exceptions: Sequence[BaseException]) -> BaseExceptionGroup:
        """A group with the same message: an `ExceptionGroup` if all are instances of `Exception`. Heap: the exception."""

class ExceptionGroup(BaseExceptionGroup, Exception):
    """A group of instances of `Exception`: what a `TaskGroup` raises. MicroPython has no `except*`: catch it, and `split` it."""

    #: The exceptions.
    exceptions: tuple[Exception, ...]

    def split(self, condition: _Condition) -> tuple[ExceptionGroup | None, ExceptionGroup | None]:
        """As `BaseExceptionGroup.split`. O(n). Heap: new groups where a group is divided."""

    def subgroup(self, condition: _Condition) -> ExceptionGroup | None:
        """As `BaseExceptionGroup.subgroup`. O(n). Heap: as `split`."""

    def derive(self, exceptions: Sequence[BaseException]) -> BaseExceptionGroup:
        """As `BaseExceptionGroup.derive`. Heap: the exception."""
