"""Stub only: these names stand in `asyncio` itself."""

from collections.abc import Awaitable
from typing import Any, Self

class Edges:
    """The edges of a pin, each with the time at which its interrupt came. An edge that comes between two awaits is not lost. Not in CPython.

    `async for when in edges` gets the edges forever, and `with asyncio.Edges(pin) as edges:` closes them. The handler is a hard interrupt
    where the port has those; on other ports (the ESP32) it is a soft one, and the time is that of its call. `Edges` replaces another handler of
    the pin."""

    def __init__(self, pin: Any, trigger: int | None = None, debounce_ms: int = 0, size: int = 16) -> None:
        """The edges of `pin`, any object with `irq()`. `trigger` is `Pin.IRQ_FALLING`, `Pin.IRQ_RISING` or both; without it both. With
        `debounce_ms`, at most an hour, an edge counts only if the pin was at rest for so long before. Keeps the times of the last `size` edges that
        no task has got. `TypeError` if `pin` has no `irq()`, `ValueError` for a wrong number, and what the port raises if the pin has no
        interrupt. Heap: two blocks, with one word for each time."""

    def wait(self, *, priority: bool = False) -> Awaitable[int]:
        """Waits for the next edge, and gives its time as `time.ticks_us()` has it. With `priority` (feature `priority`) the task then runs
        before all that are ready. `RuntimeError` if the edges are closed. No heap."""

    def count(self) -> int:
        """How many edges came. For any context. O(1), no heap."""

    def dropped(self) -> int:
        """How many times were dropped because no task got them. For any context. O(1), no heap."""

    def close(self) -> None:
        """Switches the interrupt off. Tasks that wait get a `RuntimeError`. No heap."""

    def __enter__(self) -> Self: ...
    def __exit__(self, exc_type: object, exc: object, tb: object) -> None: ...
    def __aiter__(self) -> Self: ...
    def __anext__(self) -> Awaitable[int]: ...

def wait_edge(pin: Any, trigger: int | None = None, debounce_ms: int = 0, *, priority: bool = False) -> Awaitable[int]:
    """Waits for the next edge of a pin, and gives its time as `time.ticks_us()` has it. The arguments and errors are those of `Edges`,
    and `priority` is that of `Edges.wait`. The interrupt is on during the await only: edges between two awaits are lost, and `Edges` keeps them. Heap: two blocks."""
