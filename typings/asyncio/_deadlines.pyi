"""Stub only: these names stand in `asyncio` itself."""

from collections.abc import AsyncIterator
from typing import Self

class _Deadline:
    def late_us(self) -> int:
        """By how many microseconds the section ended late; 0 if it ended in time, or has not ended. No heap, but for a large number."""

    async def __aenter__(self) -> Self: ...
    async def __aexit__(self, exc_type: object, exc: object, tb: object) -> None: ...

def deadline_ms(ms: int) -> _Deadline:
    """For `async with`: a section that is to end within `ms` milliseconds. If it ends late, the exception handler gets one report, with the message
    `Section ended … us after its deadline of … ms`, no exception and the task. `stats()` counts it as `late`, and the trace marks it. Nothing
    is cancelled; `timeout()` does that. `ValueError` if `ms` is negative. The object may be used again. Not in CPython. Heap: a small
    object, and the message."""

def every_ms(period: int, *, priority: bool = False) -> AsyncIterator[int]:
    """For `async for`: a tick at each multiple of `period` milliseconds after the call. It gives the number of ticks that were missed since the last
    one, usually 0. The ticks don't drift. If the loop's body takes longer than a period, the next tick comes after one turn of the other tasks,
    and the one after it is due at its own time. With `priority` (feature `priority`) the task runs before all that are ready when a tick is due, also
    a late one. `period` is from 1 to 2**31-1, else `ValueError`. Not in CPython. Heap: a small object; a tick takes none."""
