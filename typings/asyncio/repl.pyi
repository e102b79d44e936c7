"""A prompt beside the tasks, which mpremote and editors can use too. With the feature `repl`."""

from collections.abc import Awaitable
from typing import Any

from . import Task

def run(stream: Any = None) -> Awaitable[None]:
    """A prompt on `stream`: a `Stream`, or any stream object that reads, writes and can be polled; without it, on the console, the board's
    `sys.stdin` and `sys.stdout`. Awaiting it serves the prompt until the stream ends, or until Ctrl-D on a stream that is not the console.
    Ctrl-D on the console raises `KeyboardInterrupt`, which ends the program. Heap: about 400 bytes, and the line that is typed. No heap
    while it waits."""

def start(stream: Any = None) -> Task[None]:
    """The same as a task: `create_task(run(stream))`. Can be called before the loop runs. Heap: as `run`, and the task."""
