"""Records what the loop does, in a ring of fixed size. With the feature `trace`."""

from typing import Any

def start() -> None:
    """Starts the recording. The records in the ring stay. No heap, also not while it records."""

def stop() -> None:
    """Stops the recording. The records in the ring stay. No heap."""

def clear() -> None:
    """Empties the ring. No heap."""

def is_running() -> bool:
    """Whether it records. No heap."""

def dump(stream: Any = None) -> None:
    """Writes the ring as text, oldest record first, to `stream` (a file, a socket or a UART), or to the REPL. Records nothing
    meanwhile. `OSError` if `stream` cannot be written to. Heap: what the stream takes."""
