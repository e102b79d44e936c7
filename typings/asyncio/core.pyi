from collections.abc import Awaitable, Callable, Coroutine, Generator, Iterator
from typing import Any, Generic, TypeVar

from ._datagram import DatagramTransport
from ._future import Future
from ._handle import Handle

_T = TypeVar("_T")

class CancelledError(BaseException):
    """Thrown into a task that is cancelled. Not an `Exception`, so `except Exception` lets it pass."""

class InvalidStateError(Exception):
    """Raised where a task or future has no outcome yet, or has one already."""

class TimeoutError(Exception):
    """Raised by `wait_for`. Not an `OSError`."""

class Task(Generic[_T]):
    """A coroutine that the loop runs: 32 bytes on a 32-bit board, 64 on 64 bits; 48 and 96 with the feature `all-tasks`. Await it, as often as you like, for its
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

    def cancel(self, msg: Any = None) -> bool:
        """Throws `CancelledError` into the task on its next turn; into the task that it awaits, if it awaits one. A ready
        task keeps its place, any other goes behind those that are ready. A task may cancel itself: the error comes at its
        next await that suspends. `msg` does nothing. Returns False if the task is done. No heap."""

    def cancelled(self) -> bool:
        """Whether it has ended with `CancelledError`. O(1), no heap."""

    def result(self) -> _T:
        """The value; raises the exception that ended the task, `InvalidStateError` if it has not ended. O(1), no heap."""

    def exception(self) -> BaseException | None:
        """The exception that ended the task, or None; raises `CancelledError` or `InvalidStateError` as `result` does. O(1),
        no heap."""

    def add_done_callback(self, callback: Callable[[Task[_T]], object], *, context: Any = None) -> None:
        """Calls `callback(task)` one turn after the task has ended, in order with those who wait; at the next turn if it has
        ended. What the callback raises goes to the exception handler; what ended the task too, unless the callback or another
        asks for it. O(1). Heap: a small object."""

    def remove_done_callback(self, callback: Callable[[Task[_T]], object]) -> int:
        """Takes back all callbacks equal to it, unless the task has ended; returns how many. O(waiters), no heap."""

    def cancelling(self) -> int:
        """How often `cancel` was called, less how often `uncancel`; at most 63. O(1), no heap."""

    def uncancel(self) -> int:
        """Takes back one `cancel` that has been dealt with; returns how many are left. O(1), no heap."""

    def get_coro(self) -> Any:
        """The coroutine. No heap."""

    def get_loop(self) -> Any:
        """The `Loop`. No heap."""

    def set_result(self, result: Any) -> None:
        """`RuntimeError`, as in CPython: a task's outcome is its coroutine's. Heap: the exception."""

    def set_exception(self, exception: Any) -> None:
        """`RuntimeError`, as in CPython: a task's outcome is its coroutine's. Heap: the exception."""

    def get_name(self) -> str:
        """The name; one that was never given is `Task-<number>`. Heap: the string, and where a task has no room for its number a
        small object the first time."""

    def set_name(self, name: object) -> None:
        """Gives it a name; `str(name)`. Heap: a small object the first time."""

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

    # As `poller`: for streams that tasks wait for. Other streams are left alone. O(streams waited for).
    def register(self, stream: Any, eventmask: int = ...) -> None:
        """Polls `stream` again after `modify` or `unregister`. No heap."""

    def modify(self, stream: Any, eventmask: int) -> None:
        """Polls `stream` for these events only, 0 for none, until somebody waits for it anew or is woken; the tasks go on
        waiting. `OSError(ENOENT)` if nobody waits for it. No heap."""

    def unregister(self, stream: Any) -> None:
        """The same without events nor errors, until `register`. No heap."""

    def poll(self, timeout: int = ..., /) -> list[tuple[Any, int]]:
        """What is ready now, or within `timeout` milliseconds: all else waits meanwhile. Heap: as `select.poll()`."""

    def ipoll(self, timeout: int = ..., flags: int = ..., /) -> Iterator[tuple[Any, int]]:
        """The same as an iterator. Heap: as `select.poll()`."""

class Loop:
    """The one event loop. As with stock, its functions take no `self`."""

    @staticmethod
    def create_task(coro: Awaitable[_T], *, name: str | None = None, context: Any = None) -> Task[_T]:
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
        """Prints the message, the task and the traceback to the error output. Heap: what printing
        takes."""

    @staticmethod
    def call_exception_handler(context: dict[str, Any]) -> None:
        """Hands `context` to the handler that is set. No heap."""

    @staticmethod
    def is_running() -> bool:
        """Whether a run is under way. No heap."""

    @staticmethod
    def is_closed() -> bool:
        """False: there is one loop, which `close()` leaves usable. No heap."""

    @staticmethod
    def create_future() -> Future[Any]:
        """A new `Future`. Heap: the future."""

    @staticmethod
    def time() -> float:
        """Seconds on the loop's clock, which starts with `import asyncio` and never goes back. Where floats have 32 bits it is
        exact to a millisecond for some hours only. Heap: the float, on most boards."""

    @staticmethod
    def call_soon(callback: Callable[..., object], *args: Any, context: Any = None) -> Handle:
        """Calls `callback(*args)` in its turn, behind all that is ready. What it raises goes to the exception handler. O(1).
        Heap: the handle, as large as a task, and the tuple of arguments."""

    @staticmethod
    def call_later(delay: float, callback: Callable[..., object], *args: Any, context: Any = None) -> Handle:
        """The same after that many seconds, never early. Those due within the same millisecond are called in the order of
        asking. O(1). Heap: the same."""

    @staticmethod
    def call_at(when: float, callback: Callable[..., object], *args: Any, context: Any = None) -> Handle:
        """The same at an instant of `time`. O(1). Heap: the same."""

    @staticmethod
    def call_soon_threadsafe(callback: Callable[..., object], *args: Any, context: Any = None) -> Handle:
        """As `call_soon`, from any thread; the calls of one thread are made in its order. Not from an interrupt: it takes heap.
        Heap: the handle, a small object and the tuple of arguments."""

    @staticmethod
    def create_datagram_endpoint(
        protocol_factory: Callable[[], _T],
        local_addr: Any = None,
        remote_addr: Any = None,
        *,
        family: int = 0,
        proto: int = 0,
        flags: int = 0,
        reuse_port: bool | None = None,
        allow_broadcast: bool | None = None,
        sock: Any = None,
    ) -> Awaitable[tuple[DatagramTransport, _T]]:
        """Opens a UDP socket, once it is awaited, and gives `(transport, protocol)`: the protocol is what `protocol_factory()`
        returns, such as a `DatagramProtocol`. `local_addr` and `remote_addr` are `(host, port)`; a name as host blocks all tasks
        where the port's resolver does. With `remote_addr` the socket is connected, unless `allow_broadcast` is set. On unix
        `family` may be `AF_UNIX`, where addresses are paths. `sock` is an open socket instead of all these. `proto`, `flags` and
        `reuse_port` are for unix. What fails raises `OSError`, `ValueError` or `TypeError`, or what the factory raises. Cancelled,
        it closes the socket. Where MicroPython has sockets, with the feature `udp`. Heap: the transport and two handles."""

    @staticmethod
    def run_in_executor(executor: None, func: Callable[..., _T], *args: Any) -> Future[_T]:
        """Runs `func(*args)` in a thread of its own, beginning now. `executor` is None. Where MicroPython has threads. Heap: some
        small objects, and the thread's stack where that is on the heap."""

    #: Debug mode reports a step that takes so many seconds: between 0 and 3600, 0.1 at first. With the feature `debug`.
    slow_callback_duration: float

    @staticmethod
    def set_debug(enabled: bool) -> None:
        """Switches debug mode on or off. On, the loop reports each step that takes `slow_callback_duration`, and after a
        collection coroutines that were never awaited and tasks that were lost while pending: to the exception handler, with
        None as the exception, or as one line on the error output. With the feature `debug`. No heap."""

    @staticmethod
    def get_debug() -> bool:
        """Whether debug mode is on. With the feature `debug`. No heap."""

#: The task whose turn it is. May be assigned to.
cur_task: Task[Any] | None
#: The ready tasks and the sleepers, as one queue.
_task_queue: TaskQueue
#: What waits for streams.
_io_queue: IOQueue
#: What the exception handler is called with; holds nothing between two calls.
_exc_context: dict[str, Any]

def run(coro: Coroutine[Any, Any, _T], *, debug: bool | None = None) -> _T:
    """Runs `coro` and whatever tasks there are until it ends; returns its value or raises its exception. Other tasks stay
    and go on in the next `run`. `RuntimeError` inside a running loop. Ctrl-C ends it and leaves the loop usable.
    `debug` sets the debug mode where the firmware has one. Heap: the task."""

def run_until_complete(main_task: Task[_T] | None = None) -> _T | None:
    """The same for a task; without one, until nothing can run any more. No heap, unless the task has ended already."""

def create_task(coro: Awaitable[_T], *, name: str | None = None, context: Any = None) -> Task[_T]:
    """A task that runs `coro`, behind all that is ready. Takes a coroutine or an awaitable of this module; else
    `TypeError`. Also outside a running loop. Heap: the task."""

def ensure_future(obj: Any) -> Any:
    """The task or future itself, or a new task for a coroutine. Heap: the new task."""

def iscoroutine(obj: object) -> bool:
    """Whether it is a coroutine, which MicroPython can't tell from a generator. No heap."""

def iscoroutinefunction(obj: object) -> bool:
    """Whether calling it gives a coroutine, which MicroPython can't tell from a generator; False for a method of an object. No heap."""

def isfuture(obj: object) -> bool:
    """Whether it is a `Task` or a `Future`. No heap."""

def get_running_loop() -> Any:
    """The `Loop`. `RuntimeError` if it isn't running. No heap."""

def current_task() -> Task[Any] | Any:
    """The task whose turn it is; `None` in a callback that the loop calls. `RuntimeError` if the loop isn't running. No heap."""

def sleep(seconds: float) -> Awaitable[None]:
    """Never early; at most 34 years. Negative is 0, which lets the other tasks run once. No heap, unless another sleep was
    built and not awaited yet."""

def sleep_ms(ms: int) -> Awaitable[None]:
    """The same in milliseconds, below half the period of `time.ticks_ms()`: `OverflowError` beyond. No
    heap, unless another sleep was built and not awaited yet."""

def get_event_loop(runq_len: int = 0, waitq_len: int = 0) -> Any:
    """The `Loop`. The arguments are for scripts of the first uasyncio. No heap."""

def new_event_loop() -> Any:
    """Drops all tasks; inside a running loop all but the current one, and the run ends when nothing is left to run. No heap."""

def ticks() -> int:
    """As `time.ticks_ms()`. No heap."""

def ticks_diff(a: int, b: int) -> int:
    """As `time.ticks_diff()`. No heap."""

def ticks_add(a: int, b: int) -> int:
    """As `time.ticks_add()`. No heap."""

def _promote_to_task(awaitable: Any) -> Task[Any]:
    """The task itself, or a new one for a coroutine. Heap: the new task."""
