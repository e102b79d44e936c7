from collections.abc import Awaitable, Callable, Coroutine, Generator
from typing import Any, Generic, TypeVar

_T = TypeVar("_T")

class CancelledError(BaseException):
    """Thrown into a task that is cancelled. Not an `Exception`, so `except Exception` lets it pass."""

class TimeoutError(Exception):
    """Raised by `wait_for`. Not an `OSError`."""

class Task(Generic[_T]):
    """A coroutine that the loop runs: 32 bytes on a 32-bit board, 64 on 64 bits. Await it, as often as you like, for its
    value or exception."""

    #: The coroutine.
    coro: Any
    #: What stock shows: `StopIteration(value)` or the exception of a done task, the exception about to be thrown, what the
    #: task waits on, else None. May be set on a task that awaits none of asyncio's own objects.
    data: Any
    #: True while nobody waits for the task, else who does; None once done, False once the outcome was received.
    state: Any
    #: The tick at which the task is due.
    ph_key: int

    def __init__(self, coro: Coroutine[Any, Any, _T], globals: Any = None) -> None:
        """A task in no queue; `create_task` is what you want."""

    def done(self) -> bool:
        """Whether the coroutine has ended. O(1), no heap."""

    def cancel(self) -> bool:
        """Throws `CancelledError` into the task on its next turn; into the task that it awaits, if it awaits one. A ready
        task keeps its place, any other goes behind those that are ready. A task may cancel itself: the error comes at its
        next await that suspends. Returns False if the task is done. No heap."""

    def __await__(self) -> Generator[Any, Any, _T]: ...

class TaskQueue:
    """Tasks in order of a due tick, equal ones in order of arrival; for primitives of your own."""

    def peek(self) -> Task[Any] | None:
        """The first task. O(1), no heap."""

    def push(self, task: Task[Any], ticks: int = ...) -> None:
        """Moves the task here. O(1) if it belongs at the end, else O(n). No heap."""

    def pop(self) -> Task[Any]:
        """Removes the first task. `IndexError` if there is none. O(1), no heap."""

    def remove(self, task: Task[Any]) -> None:
        """Takes the task off the queue. `ValueError` if it stands elsewhere. O(n), no heap."""

class IOQueue:
    """The streams that tasks wait for."""

    #: {id(stream): [reading task, writing task, stream]}, made anew at each look.
    map: dict[int, list[Any]]
    poller: IOQueue

    def queue_read(self, stream: Any) -> None:
        """The current task goes on when `stream` is readable; `yield` next. `RuntimeError` if another task
        reads it. Heap: a small object the first time."""

    def queue_write(self, stream: Any) -> None:
        """The same for writing. Heap: a small object the first time."""

    def remove(self, task: Task[Any]) -> None:
        """Takes the task off whatever stream it waits for. No heap."""

class Loop:
    """The one event loop. As with stock, its functions take no `self`."""

    @staticmethod
    def create_task(coro: Coroutine[Any, Any, _T]) -> Task[_T]:
        """As `asyncio.create_task`. Heap: the task."""

    @staticmethod
    def run_forever() -> None:
        """Runs until `stop()`, or until no task can run any more. Heap: a small object."""

    @staticmethod
    def run_until_complete(awaitable: Awaitable[_T]) -> _T:
        """Runs until `awaitable`, a task or a coroutine, has ended; returns its value or raises its exception. Heap: the
        task, if it is a coroutine."""

    @staticmethod
    def stop() -> None:
        """Ends `run_forever` when all that is ready now has had its turn. No heap."""

    @staticmethod
    def close() -> None:
        """Does nothing, as with stock. No heap."""

    @staticmethod
    def set_exception_handler(handler: Callable[[Any, dict[str, Any]], Any] | None) -> None:
        """`handler(loop, context)` gets the exceptions that nobody awaited, on the failed task's second turn; `context` has
        `message`, `exception` and `future`. None brings the default back. No heap."""

    @staticmethod
    def get_exception_handler() -> Callable[[Any, dict[str, Any]], Any] | None:
        """What `set_exception_handler` set; None for the default. No heap."""

    @staticmethod
    def default_exception_handler(loop: Any, context: dict[str, Any]) -> None:
        """Prints the message, the task and the traceback to the error output. No heap."""

    @staticmethod
    def call_exception_handler(context: dict[str, Any]) -> None:
        """Hands `context` to the handler that is set. No heap."""


#: The task whose turn it is. May be assigned to.
cur_task: Task[Any] | None
#: The ready tasks and the sleepers, as one queue.
_task_queue: TaskQueue
#: What waits for streams.
_io_queue: IOQueue
#: What the exception handler is called with; holds nothing between two calls.
_exc_context: dict[str, Any]

def run(coro: Coroutine[Any, Any, _T]) -> _T:
    """Runs `coro` and whatever tasks there are until it ends; returns its value or raises its exception. Other tasks stay
    and go on in the next `run`. `RuntimeError` inside a running loop. Ctrl-C ends it and leaves the loop usable.
    Heap: the task."""

def run_until_complete(main_task: Task[_T] | None = None) -> _T | None:
    """The same for a task; without one, until nothing can run any more. No heap."""

def create_task(coro: Coroutine[Any, Any, _T]) -> Task[_T]:
    """A task that runs `coro`, behind all that is ready. Takes a coroutine or an awaitable of this module; else
    `TypeError`. Also outside a running loop. Heap: the task."""

def current_task() -> Task[Any]:
    """The task whose turn it is. `RuntimeError` if there is none. No heap."""

def sleep(seconds: float) -> Awaitable[None]:
    """Never early; at most 34 years. Negative is 0, which lets the other tasks run once. No heap, unless another sleep was
    built and not awaited yet."""

def sleep_ms(ms: int) -> Awaitable[None]:
    """The same in milliseconds, below half the period of `time.ticks_ms()`: `OverflowError` beyond. No
    heap, unless another sleep was built and not awaited yet."""

def get_event_loop(runq_len: int = 0, waitq_len: int = 0) -> Any:
    """The `Loop`. The arguments are for scripts of the first uasyncio. No heap."""

def new_event_loop() -> Any:
    """Drops all tasks. `RuntimeError` inside a running loop. No heap."""

def ticks() -> int:
    """As `time.ticks_ms()`. No heap."""

def ticks_diff(a: int, b: int) -> int:
    """As `time.ticks_diff()`. No heap."""

def ticks_add(a: int, b: int) -> int:
    """As `time.ticks_add()`. No heap."""

def _promote_to_task(awaitable: Any) -> Task[Any]:
    """The task itself, or a new one for a coroutine. Heap: the new task."""
