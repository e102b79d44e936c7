# Oracle: stock
# Features: compat
# The names that third-party code takes from asyncio.core.
import asyncio
from asyncio import core

NAMES = (
    "CancelledError TimeoutError TaskQueue Task Loop IOQueue sleep sleep_ms ticks ticks_add ticks_diff "
    "cur_task _task_queue _io_queue _exc_context _promote_to_task create_task run run_until_complete "
    "get_event_loop current_task new_event_loop"
)
for name in NAMES.split():
    print(name, hasattr(core, name))
print(core is asyncio.core, core.Task is asyncio.Task, core.sleep_ms is asyncio.sleep_ms)
print(core.CancelledError is asyncio.CancelledError, core.TaskQueue is asyncio.TaskQueue)
print(core.Loop is asyncio.get_event_loop())
print(sorted(core._exc_context.keys()), core._exc_context["message"])
print(type(core._task_queue) is core.TaskQueue, core.cur_task)
