"""Stub only: these names stand in `asyncio` itself."""

class Handle:
    """A call that the loop will make. `Loop.call_soon`, `call_later` and `call_at` return it."""

    def cancel(self) -> None:
        """Takes the call back, even if it is due already. O(log n) amortised, no heap."""

    def cancelled(self) -> bool:
        """Whether `cancel` was called. O(1), no heap."""

    def when(self) -> float:
        """The time at which the call is due, on the clock of `Loop.time`. O(1). Heap: the float, on most boards."""

TimerHandle = Handle
