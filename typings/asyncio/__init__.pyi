"""MicroPython's `asyncio` on the Rust loop.

"For any context" means that interrupts and other threads may call it. You may call everything else only on the thread that runs the
loop, and not in an interrupt. "No heap" means that the call and the wait allocate nothing.
"""

from typing import Any

from . import core as core
from . import event as event
from . import funcs as funcs
from . import lock as lock
from . import repl as repl
from . import stream as stream
from . import trace as trace
from ._datagram import BaseProtocol as BaseProtocol
from ._datagram import DatagramProtocol as DatagramProtocol
from ._datagram import DatagramTransport as DatagramTransport
from ._deadlines import deadline_ms as deadline_ms
from ._deadlines import every_ms as every_ms
from ._event_flags import EventFlags as EventFlags
from ._future import Future as Future
from ._future import shield as shield
from ._handle import Handle as Handle
from ._handle import TimerHandle as TimerHandle
from ._pins import Edges as Edges
from ._pins import wait_edge as wait_edge
from ._queue import LifoQueue as LifoQueue
from ._queue import PriorityQueue as PriorityQueue
from ._queue import Queue as Queue
from ._queue import QueueEmpty as QueueEmpty
from ._queue import QueueFull as QueueFull
from ._queue import QueueShutDown as QueueShutDown
from ._runner import Runner as Runner
from ._runner import all_tasks as all_tasks
from ._stream_waker import StreamWaker as StreamWaker
from ._sync import Barrier as Barrier
from ._sync import BoundedSemaphore as BoundedSemaphore
from ._sync import BrokenBarrierError as BrokenBarrierError
from ._sync import Condition as Condition
from ._sync import Semaphore as Semaphore
from ._task_group import BaseExceptionGroup as BaseExceptionGroup
from ._task_group import ExceptionGroup as ExceptionGroup
from ._task_group import TaskGroup as TaskGroup
from ._thread_safe_queue import ThreadSafeQueue as ThreadSafeQueue
from ._threads import run_coroutine_threadsafe as run_coroutine_threadsafe
from ._threads import to_thread as to_thread
from ._timeout import Timeout as Timeout
from ._timeout import timeout as timeout
from ._timeout import timeout_at as timeout_at
from ._wait import ALL_COMPLETED as ALL_COMPLETED
from ._wait import FIRST_COMPLETED as FIRST_COMPLETED
from ._wait import FIRST_EXCEPTION as FIRST_EXCEPTION
from ._wait import as_completed as as_completed
from ._wait import wait as wait
from .core import (
    CancelledError as CancelledError,
)
from .core import (
    InvalidStateError as InvalidStateError,
)
from .core import (
    Loop as Loop,
)
from .core import (
    Task as Task,
)
from .core import (
    TaskQueue as TaskQueue,
)
from .core import (
    TimeoutError as TimeoutError,
)
from .core import (
    create_task as create_task,
)
from .core import (
    current_task as current_task,
)
from .core import (
    ensure_future as ensure_future,
)
from .core import (
    get_event_loop as get_event_loop,
)
from .core import (
    get_running_loop as get_running_loop,
)
from .core import (
    iscoroutine as iscoroutine,
)
from .core import (
    iscoroutinefunction as iscoroutinefunction,
)
from .core import (
    isfuture as isfuture,
)
from .core import (
    new_event_loop as new_event_loop,
)
from .core import (
    run as run,
)
from .core import (
    run_until_complete as run_until_complete,
)
from .core import (
    sleep as sleep,
)
from .core import (
    sleep_ms as sleep_ms,
)
from .core import (
    ticks as ticks,
)
from .core import (
    ticks_add as ticks_add,
)
from .core import (
    ticks_diff as ticks_diff,
)
from .event import Event as Event
from .event import ThreadSafeFlag as ThreadSafeFlag
from .funcs import gather as gather
from .funcs import wait_for as wait_for
from .funcs import wait_for_ms as wait_for_ms
from .lock import Lock as Lock
from .stream import (
    IncompleteReadError as IncompleteReadError,
)
from .stream import (
    LimitOverrunError as LimitOverrunError,
)
from .stream import (
    StreamReader as StreamReader,
)
from .stream import (
    StreamWriter as StreamWriter,
)
from .stream import (
    open_connection as open_connection,
)
from .stream import (
    start_server as start_server,
)

__version__: tuple[int, int, int]
"""Stock's version, which programs ask for: `(3, 0, 0)`."""
mpy_asyncio: tuple[str, str]
"""This project's version and the features that the firmware was built with: `('0.1.0', 'board')`. With the feature `version`; stock
MicroPython has no such name."""

def stats() -> dict[str, Any]:
    """The counts since the boot: `switches`, `rounds`, `waits` (how often the loop was idle), `total_us`, `busy_us`, `idle_us`,
    `longest_step_us`, `longest_step` (its task), `wakes` by source, `streams` (that tasks wait for), and `tasks`: a dict with `name`,
    `state`, `waits_on`, `asked` (whether it waits for a stream that the loop has to ask again and again), `steps` and `time_us` for each task
    that has not ended. Collects garbage. With the feature `stats`.
    Heap: the dicts."""

def print_tasks() -> None:
    """Prints the same as a table, a line for each task. `asked` at the end of a line: the task waits for a stream that the loop asks again
    and again, so that the processor does not sleep. Collects garbage. With the feature `stats`. Heap: the output."""
