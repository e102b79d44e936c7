from collections.abc import Awaitable, Callable
from typing import Any, Self

from . import core as core
from .core import Task

class Stream:
    """Any MicroPython stream object, to await: a socket, `machine.UART`, `sys.stdin`, an `io.IOBase` of your own. One task
    reads and one writes at a time: `RuntimeError` for the second."""

    s: Any
    e: dict[str, Any]
    out_buf: Any
    """Set it to have `drain` write that, from where it lies: a buffer that is used again and again is not copied. What was
    kept to be written is dropped. It can't be read."""

    def __init__(self, stream: Any, extra: dict[str, Any] | None = ...) -> None: ...
    def get_extra_info(self, name: str) -> Any:
        """`"peername"` of a connection; `KeyError` for what there is not. No heap."""

    def close(self) -> None:
        """Does nothing: `wait_closed` closes, as with stock. No heap."""

    def wait_closed(self) -> Awaitable[None]:
        """Closes the stream. Heap: a small object."""

    def read(self, n: int = -1) -> Awaitable[bytes]:
        """At most `n` bytes, as soon as there are any; everything until the end if negative; `b""` at the end.
        Heap: the bytes."""

    def readinto(self, buffer: Any) -> Awaitable[int]:
        """Reads into `buffer`; how many bytes. No heap once the stream has been read before."""

    def readexactly(self, n: int) -> Awaitable[bytes]:
        """`n` bytes; `IncompleteReadError`, an `EOFError`, if the stream ends before; `MemoryError` at once if the heap has no room for
        4096 or more. Heap: the bytes."""

    def readline(self) -> Awaitable[bytes]:
        """Up to and with a line feed, or to the end of the stream; `ValueError` if that is longer than the stream's limit (with the feature
        `stream-api`). What had come of it is dropped then. Heap: the bytes."""

    def readuntil(self, separator: bytes = b"\n") -> Awaitable[bytes]:
        """Up to and with `separator`, taking nothing that lies behind it. `IncompleteReadError`, with what came, if the stream ends before;
        `LimitOverrunError` if it is longer than the stream's limit, and what had come is dropped; `ValueError` if `separator` is empty. Heap: the bytes. Feature `stream-api`."""

    def write(self, data: Any) -> None:
        """Writes at once what the stream takes, and keeps the rest for `drain`. Heap: the rest."""

    def drain(self) -> Awaitable[None]:
        """Writes what is kept, each byte once and in order, however many tasks drain. With nothing kept it lets the other
        tasks run once. Heap: a small object."""

    def aclose(self) -> Awaitable[None]:
        """As `wait_closed`. Heap: a small object."""

    def awrite(self, data: Any, off: int = 0, sz: int = -1) -> Awaitable[None]:
        """`write` and `drain` of `sz` bytes from `off` on. Heap: a small object."""

    def awritestr(self, data: Any, off: int = 0, sz: int = -1) -> Awaitable[None]:
        """The same. Heap: a small object."""

    async def __aenter__(self) -> Self: ...
    async def __aexit__(self, exc_type: object, exc: object, tb: object) -> None: ...

StreamReader = Stream
StreamWriter = Stream

class IncompleteReadError(EOFError):
    """The stream ended before all had come. Feature `stream-api`."""

    partial: bytes
    """What came."""
    expected: int | None
    """How many bytes were asked for; None of `readuntil`."""

    def __init__(self, partial: bytes, expected: int | None) -> None: ...

class LimitOverrunError(Exception):
    """No separator within the limit of `readuntil`. Feature `stream-api`."""

    consumed: int
    """How many bytes had come without it."""

    def __init__(self, message: str, consumed: int) -> None: ...

class Server:
    """What `start_server` returns."""

    task: Task[None]

    def serve_forever(self) -> Awaitable[None]:
        """Waits until the server is closed, and then raises `CancelledError`; cancelling the wait closes it. `RuntimeError` if it is
        closed already. Heap: one block. Feature `stream-api`."""

    def close(self) -> None:
        """Accepts no more clients; those connected stay. No heap."""

    def wait_closed(self) -> Task[None]:
        """Waits until the server has stopped. No heap."""

    async def __aenter__(self) -> Self: ...
    async def __aexit__(self, exc_type: object, exc: object, tb: object) -> None: ...

def open_connection(
    host: str, port: int, ssl: Any = None, server_hostname: str | None = None, *, limit: int = 65536
) -> Awaitable[tuple[Stream, Stream]]:
    """A TCP connection, with TLS if `ssl` is True or an `SSLContext`. A name is resolved by the port's resolver, which may
    block all tasks; a numeric address (IPv4 or IPv6) never waits for one. `limit` is the longest line that the stream reads: 8192
    by default on boards; `ValueError` if it is not above 0 (feature `stream-api`). Heap: the socket, the
    stream and what TLS takes."""

def start_server(
    cb: Callable[[Stream, Stream], Any],
    host: str,
    port: int,
    backlog: int = 5,
    ssl: Any = None,
    *,
    limit: int = 65536,
) -> Awaitable[Server]:
    """`cb(reader, writer)` runs as a task of its own for each client. What goes wrong with one client, or a lack of
    descriptors, goes to the exception handler, and the server goes on; a client whose `cb` raises is closed. `limit` as with
    `open_connection`. Heap: the
    socket, a task, and for each client a socket, a stream and a task."""
