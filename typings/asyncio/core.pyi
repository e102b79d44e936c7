from collections.abc import Awaitable, Callable, Coroutine, Generator, Iterator
from typing import Any, Generic, TypeVar

from ._datagram import DatagramTransport
from ._future import Future
from ._handle import Handle

_T = TypeVar("_T")

class CancelledError(BaseException):
    """Thrown into a task that is cancelled. Not an `Exception`, so `except Exception` lets it pass."""

class InvalidStateError(Exception):
    """Raised if a task or future has no outcome yet, or has one already."""

class TimeoutError(Exception):
    """Raised by `wait_for`. Not an `OSError`."""

class Task(Generic[_T]):
    """A coroutine that the loop runs. It takes 32 bytes on a 32-bit board and 64 on 64 bits; 48 and 96 with the feature `all-tasks` or `priority`. Await it as
    often as you like: each await gives its value or raises its exception."""

    #: The coroutine. This and the attributes below need the feature `compat`.
    coro: Any
    #: As on stock: `StopIteration(value)` or the exception of a done task, the exception that will be thrown, the object that the
    #: task waits for, else None. May be set on a task that awaits none of asyncio's own objects.
    data: Any
    #: True while no task waits for this one, else the waiters. None when the task is done, False when its outcome was received.
    state: Any
    #: The tick of the deadline of the task.
    ph_key: int
    #: From 0, a usual task, to 255. When the task becomes ready it runs before all that are ready with less. May be set at any time.
    priority: int

    def __init__(self, coro: Coroutine[Any, Any, _T], globals: Any = None) -> None:
        """A task in no queue. Usually you want `create_task`."""

    def done(self) -> bool:
        """Whether the coroutine has ended. O(1), no heap."""

    def cancel(self, msg: Any = None) -> bool:
        """Throws `CancelledError` into the task on its next turn. If the task awaits another task, that one gets it instead. A ready
        task keeps its place; any other task goes behind the ready ones. A task may cancel itself: the error comes at its
        next await that suspends. `msg` does nothing. Returns False if the task is done. No heap."""

    def cancelled(self) -> bool:
        """Whether it has ended with `CancelledError`. O(1), no heap."""

    def result(self) -> _T:
        """The value. Raises the exception that ended the task, or `InvalidStateError` if it has not ended. O(1), no heap."""

    def exception(self) -> BaseException | None:
        """The exception that ended the task, or None. Raises `CancelledError` or `InvalidStateError` as `result` does. O(1),
        no heap."""

    def add_done_callback(self, callback: Callable[[Task[_T]], object], *, context: Any = None) -> None:
        """Calls `callback(task)` one turn after the task has ended, in one order with the waiters. If the task has ended already, calls it
        at the next turn. An exception of the callback goes to the exception handler. The exception that ended the task goes there too,
        unless a callback asks the task for it. O(1). Heap: a small object."""

    def remove_done_callback(self, callback: Callable[[Task[_T]], object]) -> int:
        """Removes all callbacks that equal `callback`, unless the task has ended. Returns their number. O(waiters), no heap."""

    def cancelling(self) -> int:
        """The number of calls of `cancel` minus the number of calls of `uncancel`; at most 63. O(1), no heap."""

    def uncancel(self) -> int:
        """Takes back one `cancel`. Returns how many are left. O(1), no heap."""

    def get_coro(self) -> Any:
        """The coroutine. No heap."""

    def get_loop(self) -> Any:
        """The `Loop`. No heap."""

    def set_result(self, result: Any) -> None:
        """Raises `RuntimeError`, as in CPython: only the coroutine gives a task its outcome. Heap: the exception."""

    def set_exception(self, exception: Any) -> None:
        """Raises `RuntimeError`, as in CPython: only the coroutine gives a task its outcome. Heap: the exception."""

    def get_name(self) -> str:
        """The name. If you gave none, it is `Task-<number>`. Heap: the string, and without the feature `all-tasks` a small object the first
        time."""

    def set_name(self, name: object) -> None:
        """Sets the name to `str(name)`. Heap: a small object the first time."""

    def __await__(self) -> Generator[Any, Any, _T]: ...

class TaskQueue:
    """Tasks in the order of a tick; tasks with the same tick in the order of arrival. For primitives of your own."""

    def peek(self) -> Task[Any] | None:
        """The first task. O(1), no heap."""

    def push(self, task: Task[Any], ticks: int = ...) -> None:
        """Moves the task here. O(1) if it belongs at the end, else O(n). No heap."""

    def pop(self) -> Task[Any]:
        """Removes the first task. `IndexError` if there is none. O(1), no heap."""

    def remove(self, task: Task[Any]) -> None:
        """Takes the task off the queue. `ValueError` if it is not in this queue. O(n), no heap."""

class IOQueue:
    """The streams that tasks wait for."""

    #: {id(stream): [reading task, writing task, stream]}, made anew at each look.
    map: dict[int, list[Any]]
    poller: IOQueue

    def queue_read(self, stream: Any) -> None:
        """Makes the current task wait until `stream` is readable; `yield` right after the call. `RuntimeError` if another task
        reads it. Heap: a small object the first time."""

    def queue_write(self, stream: Any) -> None:
        """The same for writing. Heap: a small object the first time."""

    def remove(self, task: Task[Any]) -> None:
        """Takes the task off the stream that it waits for. No heap."""

    # As `poller`: for streams that tasks wait for. Other streams are left alone. O(streams that tasks wait for).
    def register(self, stream: Any, eventmask: int = ...) -> None:
        """Polls `stream` again after `modify` or `unregister`. No heap."""

    def modify(self, stream: Any, eventmask: int) -> None:
        """Polls `stream` only for the events in `eventmask`, or for none if it is 0, until a task begins to wait for the stream or wakes from
        it. The tasks go on waiting. `OSError(ENOENT)` if no task waits for it. No heap."""

    def unregister(self, stream: Any) -> None:
        """Polls `stream` for nothing, not even for errors, until `register`. No heap."""

    def poll(self, timeout: int = ..., /) -> list[tuple[Any, int]]:
        """The streams that are ready now, or within `timeout` milliseconds. It blocks all tasks meanwhile. Heap: as `select.poll()`."""

    def ipoll(self, timeout: int = ..., flags: int = ..., /) -> Iterator[tuple[Any, int]]:
        """The same as an iterator. Heap: as `select.poll()`."""

class Loop:
    """The one event loop. As on stock, its functions take no `self`."""

    @staticmethod
    def create_task(coro: Awaitable[_T], *, name: str | None = None, context: Any = None, priority: int = 0) -> Task[_T]:
        """As `asyncio.create_task`. Heap: the task."""

    @staticmethod
    def run_forever() -> None:
        """Runs until `stop()`, or until no task can run any more. Heap: a small object."""

    @staticmethod
    def run_until_complete(awaitable: Awaitable[_T]) -> _T:
        """Runs until `awaitable`, a task or a coroutine, has ended. Returns its value or raises its exception. Heap: the
        task, if it is a coroutine."""

    @staticmethod
    def stop() -> None:
        """Ends `run_forever` after every task that is ready now has had its turn. No heap."""

    @staticmethod
    def close() -> None:
        """Does nothing, as on stock. No heap."""

    @staticmethod
    def set_exception_handler(handler: Callable[[Any, dict[str, Any]], Any] | None) -> None:
        """`handler(loop, context)` gets each exception of a task that no other task awaits, on the second turn of the failed task. `context`
        has `message`, `exception` and `future`. None brings the default back. No heap."""

    @staticmethod
    def get_exception_handler() -> Callable[[Any, dict[str, Any]], Any] | None:
        """The handler that `set_exception_handler` set; None for the default. No heap."""

    @staticmethod
    def default_exception_handler(loop: Any, context: dict[str, Any]) -> None:
        """Prints the message, the task and the traceback to the error output. Heap: what printing
        takes."""

    @staticmethod
    def call_exception_handler(context: dict[str, Any]) -> None:
        """Passes `context` to the handler that is set. No heap."""

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
        """Seconds on the loop's clock, which starts with `import asyncio` and never goes back. If floats have 32 bits, it is
        exact to a millisecond for a few hours only. Heap: the float, on most boards."""

    @staticmethod
    def call_soon(callback: Callable[..., object], *args: Any, context: Any = None) -> Handle:
        """Calls `callback(*args)` in its turn, behind the tasks that are ready. An exception goes to the exception handler. O(1).
        Heap: the handle, as large as a task, and the tuple of arguments."""

    @staticmethod
    def call_later(delay: float, callback: Callable[..., object], *args: Any, context: Any = None) -> Handle:
        """The same after `delay` seconds, never early. Calls that are due in the same millisecond are made in the order of their
        creation. O(1). Heap: the same."""

    @staticmethod
    def call_at(when: float, callback: Callable[..., object], *args: Any, context: Any = None) -> Handle:
        """The same at the time `when`, on the clock of `time`. O(1). Heap: the same."""

    @staticmethod
    def call_soon_threadsafe(callback: Callable[..., object], *args: Any, context: Any = None) -> Handle:
        """As `call_soon`, from any thread. The calls of one thread are made in their order. Not from an interrupt: it takes heap.
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
        """When it is awaited, opens a UDP socket and gives `(transport, protocol)`. `protocol_factory()` returns the protocol, for example a
        `DatagramProtocol`. `local_addr` and `remote_addr` are `(host, port)`; a host name is looked up as by `getaddrinfo`. With
        `remote_addr` the socket is connected, unless `allow_broadcast` is set. On unix `family` may be `AF_UNIX`; its addresses are paths. `sock` is an open socket, instead of all these. `proto`, `flags` and `reuse_port` are for unix. It raises
        `OSError`, `ValueError`, `TypeError`, or the exception of the factory. If it is cancelled, it closes the socket. Where
        MicroPython has sockets, with the feature `udp`. Heap: the transport and two handles."""

    @staticmethod
    def getaddrinfo(
        host: str, port: int, *, family: int = 0, type: int = 0, proto: int = 0, flags: int = 0
    ) -> Awaitable[list[tuple[Any, ...]]]:
        """Looks a name up while other tasks go on, and gives what MicroPython's `socket.getaddrinfo` returns, or raises its `OSError`. With
        lwIP and on unix and ESP32; on other ports all tasks stop meanwhile. A numeric address is not looked up. A timeout or a
        cancellation ends the wait at once. On unix and ESP32 each look-up takes a thread; if none can be started, all tasks stop. A
        `socket.getaddrinfo` of a script's own is called without a thread. Await it once. Where MicroPython has sockets, with the
        feature `names`. Heap: two small objects and a tuple."""

    @staticmethod
    def run_in_executor(executor: None, func: Callable[..., _T], *args: Any) -> Future[_T]:
        """Runs `func(*args)` in a new thread, which starts at once. `executor` is None. Where MicroPython has threads. Heap: some
        small objects, and the stack of the thread if the port takes it from the heap."""

    #: Debug mode reports a step that takes this many seconds: from 0 to 3600, 0.1 by default. With the feature `debug`.
    slow_callback_duration: float

    @staticmethod
    def set_idle(callback: Callable[[int | None], object] | None) -> None:
        """Calls `callback(us)` each time that nothing is ready and no stream has to be asked: `us` is the time to the next deadline in
        microseconds, None if there is none. The loop waits for what is left of that time. None switches it off. What the callback raises ends
        `run()`. Feature `idle`. No heap."""

    @staticmethod
    def set_idle_gc(bytes: int) -> None:
        """Collects garbage now, and from then on when nothing is ready, if `bytes` have been allocated since the last collection, the next deadline
        is farther away than the last such collection took, and no task that was urgent when it began to wait waits for an event or flag. If
        urgent tasks sleep, only their deadlines count. If no wait is long enough, half of that time is enough after twice the bytes, and so on. 0
        switches it off. `NotImplementedError` if the port does not count
        what is allocated (`MICROPY_GC_ALLOC_THRESHOLD=0`). Feature `idle`. No heap."""

    @staticmethod
    def set_debug(enabled: bool) -> None:
        """Switches debug mode on or off. In debug mode the loop reports each step that takes `slow_callback_duration`, and
        (feature `priority`) urgent tasks that keep others waiting for that long. After a
        collection it reports coroutines that were never awaited, and tasks that were lost before they ended. Reports go to the
        exception handler, with None as the exception, or as one line to the error output. With the feature `debug`. No heap."""

    @staticmethod
    def get_debug() -> bool:
        """Whether debug mode is on. With the feature `debug`. No heap."""

#: The running task. May be assigned to.
cur_task: Task[Any] | None
#: The ready tasks and the sleepers, as one queue.
_task_queue: TaskQueue
#: The queue of the tasks that wait for streams.
_io_queue: IOQueue
#: The context for the exception handler. It holds nothing between two calls.
_exc_context: dict[str, Any]

def run(coro: Coroutine[Any, Any, _T], *, debug: bool | None = None) -> _T:
    """Runs `coro` and all other tasks until `coro` ends. Returns its value or raises its exception. The other tasks stay
    and go on in the next `run`. `RuntimeError` inside a running loop. Ctrl-C ends the run and leaves the loop usable.
    `debug` sets the debug mode if the firmware has one. Heap: the task."""

def run_until_complete(main_task: Task[_T] | None = None) -> _T | None:
    """The same for a task. Without a task, runs until no task can run any more. No heap, unless the task has ended already."""

def create_task(coro: Awaitable[_T], *, name: str | None = None, context: Any = None, priority: int = 0) -> Task[_T]:
    """Makes a task that runs `coro`, and puts it behind the tasks that are ready. `coro` is a coroutine or an awaitable of this module; else
    `TypeError`. With a `priority` (feature `priority`) it goes before the ready tasks with less. Works outside a running loop too. Heap: the task."""

def ensure_future(obj: Any) -> Any:
    """The task or future itself, or a new task for a coroutine. What `gather()` returned starts and is given back. Heap: the new task, or the gather's
    tasks and future."""

def iscoroutine(obj: object) -> bool:
    """Whether it is a coroutine. True for a generator too: MicroPython cannot tell the two apart. No heap."""

def iscoroutinefunction(obj: object) -> bool:
    """Whether a call of it gives a coroutine. True for a generator function too: MicroPython cannot tell the two apart. False for a method of an
    object. No heap."""

def isfuture(obj: object) -> bool:
    """Whether it is a `Task`, a `Future` or what `gather()` returned. No heap."""

def get_running_loop() -> Any:
    """The `Loop`. `RuntimeError` if it is not running. No heap."""

def current_task() -> Task[Any] | Any:
    """The running task; `None` in a callback that the loop calls. `RuntimeError` if the loop is not running. No heap."""

def sleep(seconds: float, *, priority: bool = False) -> Awaitable[None]:
    """Sleeps; never too short; at most 34 years. 0 or less lets the other tasks run once. With `priority` (feature `priority`) the
    task runs before all that are ready when the time is over. No heap, unless another sleep was built and not awaited yet."""

def sleep_ms(ms: int, *, priority: bool = False) -> Awaitable[None]:
    """The same in milliseconds. `OverflowError` from half the period of `time.ticks_ms()` on. No
    heap, unless another sleep was built and not awaited yet."""

def get_event_loop(runq_len: int = 0, waitq_len: int = 0) -> Any:
    """The `Loop`. The arguments are for scripts of the first uasyncio. No heap."""

def new_event_loop() -> Any:
    """Drops all tasks. Inside a running loop it drops all but the current task, and the run ends when no task is left. No heap."""

def ticks() -> int:
    """As `time.ticks_ms()`. No heap."""

def ticks_diff(a: int, b: int) -> int:
    """As `time.ticks_diff()`. No heap."""

def ticks_add(a: int, b: int) -> int:
    """As `time.ticks_add()`. No heap."""

def _promote_to_task(awaitable: Any) -> Task[Any]:
    """The task itself, or a new one for a coroutine. Heap: the new task."""
