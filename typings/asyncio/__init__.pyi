"""MicroPython's `asyncio` on the Rust loop.

Unless a name says otherwise: for the thread that runs the loop only, not for interrupts. "No heap" means that the call and
the wait allocate nothing.
"""


from . import core as core
from . import event as event
from . import funcs as funcs
from . import lock as lock
from . import stream as stream
from .core import (
    CancelledError as CancelledError,
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
    get_event_loop as get_event_loop,
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
