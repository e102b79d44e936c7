"""Stub only: these names stand in `asyncio` itself; the two exceptions are builtins as well, unless the port defines builtins of its
own."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Self, TypeAlias, TypeVar

from .core import Task

_T = TypeVar("_T")
_Condition: TypeAlias = type[BaseException] | tuple[type[BaseException], ...] | Callable[[BaseException], bool]

class TaskGroup:
    """`async with TaskGroup() as group:` ends when all tasks of the group have ended. If a task fails, the group cancels the other tasks in
    the order of their creation, and the body. Then it raises an `ExceptionGroup` with all failures in the order in which they came, that
    of the body last. If a task of the group is cancelled, the others go on. If the task with the `async with` is cancelled, all are
    cancelled. A `KeyboardInterrupt` or `SystemExit` of the body is raised as it is, after all tasks have ended; that of a task ends the run."""

    def __init__(self) -> None:
        """Heap: one object of a few words."""

    def create_task(self, coro: Awaitable[_T], *, name: str | None = None, context: Any = None, priority: int = 0) -> Task[_T]:
        """Creates a task of the group. `RuntimeError` before the group is entered, after its end, and after a task has failed. O(1).
        Heap: the task and a small object."""

    async def __aenter__(self) -> Self: ...
    async def __aexit__(self, exc_type: object, exc: object, tb: object) -> None: ...

class BaseExceptionGroup(BaseException):
    """Several exceptions as one. The arguments are not checked: if they hold no sequence of exceptions, the first use raises `TypeError`.
    `split` and `subgroup` do not call the method `derive` of a Python subclass."""

    #: The text that describes the group.
    message: str
    #: The exceptions.
    exceptions: tuple[BaseException, ...]

    def __init__(self, message: str, exceptions: Sequence[BaseException]) -> None:
        """Heap: the exception."""

    def split(self, condition: _Condition) -> tuple[BaseExceptionGroup | None, BaseExceptionGroup | None]:
        """The part that meets `condition`, and the rest. Each keeps the nesting of the group, and is None if it is empty. The
        condition is a class, a tuple of classes, or a function. O(n). Heap: new groups where a group is divided."""

    def subgroup(self, condition: _Condition) -> BaseExceptionGroup | None:
        """The part that meets `condition`. O(n). Heap: as `split`."""

    def derive(self, exceptions: Sequence[BaseException]) -> BaseExceptionGroup:
        """A group with the same message: an `ExceptionGroup` if all are instances of `Exception`. Heap: the exception."""

class ExceptionGroup(BaseExceptionGroup, Exception):
    """A group of instances of `Exception`. A `TaskGroup` raises it. MicroPython has no `except*`: catch the group, and `split` it."""

    #: The exceptions.
    exceptions: tuple[Exception, ...]

    def split(self, condition: _Condition) -> tuple[ExceptionGroup | None, ExceptionGroup | None]:
        """As `BaseExceptionGroup.split`. O(n). Heap: new groups where a group is divided."""

    def subgroup(self, condition: _Condition) -> ExceptionGroup | None:
        """As `BaseExceptionGroup.subgroup`. O(n). Heap: as `split`."""

    def derive(self, exceptions: Sequence[BaseException]) -> BaseExceptionGroup:
        """As `BaseExceptionGroup.derive`. Heap: the exception."""
