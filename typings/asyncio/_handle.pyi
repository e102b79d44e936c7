"""Stub only: these names stand in `asyncio` itself."""

class Handle:
    """A call that the loop is to make: what `Loop.call_soon` and its like return."""

    def cancel(self) -> None:
        """The call is not made, also if it is due already. O(log n) amortised, no heap."""

    def cancelled(self) -> bool:
        """Whether `cancel` was called. O(1), no heap."""

    def when(self) -> float:
        """When the call is due, on the clock of `Loop.time`. O(1). Heap: the float, on most boards."""

TimerHandle = Handle
