"""Stub only: these names stand in `asyncio` itself."""

from collections.abc import Coroutine
from typing import Any, Self, TypeVar

from .core import Task

_T = TypeVar("_T")

def all_tasks(loop: Any = None) -> set[Task[Any]]:
    """The tasks that have not ended, wherever they wait. `RuntimeError` outside a running loop, unless you pass `loop`. Collects
    garbage and checks each block of the heap, which takes milliseconds on a board. Heap: the set."""

class Runner:
    """`with Runner() as runner:` runs one coroutine after another on the loop, and cancels the remaining tasks at the end."""

    def __init__(self, *, debug: bool | None = None, loop_factory: Any = None) -> None:
        """The arguments are CPython's and do nothing. Heap: a small object."""

    def run(self, coro: Coroutine[Any, Any, _T], *, context: Any = None) -> _T:
        """As `asyncio.run`. `RuntimeError` after `close`. Heap: the task."""

    def close(self) -> None:
        """Cancels all tasks and runs until they have ended. `RuntimeError` inside a running loop. Heap: a list of the tasks."""

    def get_loop(self) -> Any:
        """The `Loop`. No heap."""

    def __enter__(self) -> Self: ...
    def __exit__(self, exc_type: object, exc: object, tb: object) -> None: ...
