from collections.abc import Awaitable, Callable
from typing import Any, Self

from . import core as core
from ._stream_waker import StreamWaker
from .core import Task

class Stream:
    """Makes any MicroPython stream object awaitable: a socket, `machine.UART`, `sys.stdin`, an `io.IOBase` of your own. One task may
    read and one may write at a time: a second one gets `RuntimeError`."""

    s: Any
    e: dict[str, Any]
    out_buf: Any
    """The bytes that wait for `drain`, as a copy. Set it to a buffer, and `drain` writes that buffer without a copy; bytes that waited are
    dropped."""

    def __init__(
        self, stream: Any, extra: dict[str, Any] | None = ..., *, waker: StreamWaker | None = None
    ) -> None: ...
    def get_extra_info(self, name: str) -> Any:
        """`"peername"` of a connection. `KeyError` for a name that does not exist. No heap."""

    def close(self) -> None:
        """Does nothing: `wait_closed` closes, as on stock. No heap."""

    def wait_closed(self) -> Awaitable[None]:
        """Closes the stream. Heap: a small object."""

    def read(self, n: int = -1) -> Awaitable[bytes]:
        """Gives at most `n` bytes, as soon as there are any. If `n` is negative, gives everything until the end. Gives `b""` at the end.
        Heap: the bytes."""

    def readinto(self, buffer: Any) -> Awaitable[int]:
        """Reads into `buffer` and gives the number of bytes. No heap once the stream has been read before."""

    def readexactly(self, n: int) -> Awaitable[bytes]:
        """Gives `n` bytes. Raises `IncompleteReadError`, an `EOFError`, if the stream ends before. If `n` is 4096 or more and the heap has no
        room, raises `MemoryError` at once. Heap: the bytes."""

    def readline(self) -> Awaitable[bytes]:
        """Gives a line with its line feed, or the rest at the end of the stream. Raises `ValueError` if the line is longer than the stream's limit
        (with the feature `stream-api`); the bytes that came are lost then. Heap: the bytes."""

    def readuntil(self, separator: bytes = b"\n") -> Awaitable[bytes]:
        """Gives the bytes up to `separator`, with it, and takes no byte behind it. Raises `IncompleteReadError`, with the bytes that came, if the
        stream ends before. Raises `LimitOverrunError` if they are longer than the stream's limit; the bytes that came are lost then. Raises
        `ValueError` if `separator` is empty. Heap: the bytes. Feature `stream-api`."""

    def write(self, data: Any) -> None:
        """Writes at once what the stream takes, and keeps the rest for `drain`. Heap: the rest."""

    def drain(self) -> Awaitable[None]:
        """Writes the kept bytes, each once and in order, even if several tasks drain. If there are none, it lets the other
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
    """The stream ended before all bytes came. Feature `stream-api`."""

    partial: bytes
    """The bytes that came."""
    expected: int | None
    """The number of bytes that were asked for; None for `readuntil`."""

    def __init__(self, partial: bytes, expected: int | None) -> None: ...

class LimitOverrunError(Exception):
    """`readuntil` found no separator within the limit. Feature `stream-api`."""

    consumed: int
    """The number of bytes that came without a separator."""

    def __init__(self, message: str, consumed: int) -> None: ...

class Server:
    """A server; `start_server` returns it."""

    task: Task[None]

    def serve_forever(self) -> Awaitable[None]:
        """Waits until the server is closed, and then raises `CancelledError`. If the wait is cancelled, the server closes. `RuntimeError` if
        the server is closed already. Heap: one block. Feature `stream-api`."""

    def close(self) -> None:
        """Accepts no more clients. Connected clients stay. No heap."""

    def wait_closed(self) -> Task[None]:
        """Waits until the server has stopped. No heap."""

    async def __aenter__(self) -> Self: ...
    async def __aexit__(self, exc_type: object, exc: object, tb: object) -> None: ...

def open_connection(
    host: str, port: int, ssl: Any = None, server_hostname: str | None = None, *, limit: int = 65536
) -> Awaitable[tuple[Stream, Stream]]:
    """Opens a TCP connection, with TLS if `ssl` is True or an `SSLContext`. `OSError` if the other side refuses, on unix and with lwIP; on other
    ports the first read or write raises it. A host name is looked up as by
    `loop.getaddrinfo`, and its first address is taken. A numeric address (IPv4 or IPv6) is not looked up. `limit` is the longest line that the stream reads (8192
    by default on boards); `ValueError` if it is not above 0 (feature `stream-api`). Heap: the socket, the
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
    """Starts a server. For each client, `cb(reader, writer)` runs as a task of its own. If one client fails, or descriptors run out, the exception
    goes to the exception handler, and the server goes on. A client whose `cb` raises is closed. `limit` is as for `open_connection`. Heap: the
    socket, a task, and for each client a socket, a stream and a task."""
