"""What the loop did last, in a ring of fixed size: with the feature `trace`."""

from typing import Any

def start() -> None:
    """Records from now on, behind what the ring holds already. No heap, then or while recording."""

def stop() -> None:
    """Records no more; the ring stays. No heap."""

def clear() -> None:
    """Empties the ring. No heap."""

def is_running() -> bool:
    """Whether it records. No heap."""

def dump(stream: Any = None) -> None:
    """Writes the ring as text, oldest record first, to `stream`, a file or socket or UART, or to the REPL. Nothing is recorded
    meanwhile. `OSError` if `stream` can't be written to. Heap: what the stream takes."""
