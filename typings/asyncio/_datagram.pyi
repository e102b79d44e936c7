"""Stub only: these names stand in `asyncio` itself."""

from typing import Any

class BaseProtocol:
    """A transport calls these methods. Here they do nothing. A protocol need not derive from this class. If a method raises, the
    exception goes to the exception handler, and the transport goes on."""

    def connection_made(self, transport: Any) -> None:
        """The transport is open. Called once, in a turn of its own, before the task that awaits the endpoint goes on. No heap."""

    def connection_lost(self, exc: BaseException | None) -> None:
        """The transport has ended. Called once, in a turn of its own; then the socket is closed. `exc` is None after `close` and
        `abort`, else the reason. No heap."""

    def pause_writing(self) -> None:
        """More bytes are queued than the upper limit of `DatagramTransport.set_write_buffer_limits`. Called within `sendto`.
        No heap."""

    def resume_writing(self) -> None:
        """The queued bytes are down to the lower limit. No heap."""

class DatagramProtocol(BaseProtocol):
    """A `DatagramTransport` calls these methods."""

    def datagram_received(self, data: bytes, addr: Any) -> None:
        """A datagram has come from `addr`: `(host, port)`, with two more numbers for IPv6. Called for one datagram in each round of
        the loop. Heap: the bytes, the address and a tuple of both."""

    def error_received(self, exc: OSError) -> None:
        """Sending or receiving failed, for example with `ECONNREFUSED`. The transport goes on. If `sendto` failed, it calls this, and
        raises the exception that this raises. No heap."""

class DatagramTransport:
    """A UDP socket. `Loop.create_datagram_endpoint` returns it and passes it to `connection_made`. It takes 128 bytes on a 32-bit
    board, in addition to the socket. While it is idle, it costs the loop only one more descriptor to poll."""

    def sendto(self, data: bytes | bytearray | memoryview, addr: Any = None) -> None:
        """Sends a datagram now, or queues it if the system takes none now; the order is kept. An empty `data` sends nothing. `addr` is
        `(host, port)`; a host name may block. If the transport has a `remote_addr`, `addr` must be None or that address, else
        `ValueError`. `TypeError` if `data` is not bytes. An `OSError` goes to `error_received`. Any other exception, for example for a
        missing address, goes to the exception handler, and the transport ends. After `close` it sends nothing; without `remote_addr`
        it sends until `connection_lost`. O(1). Heap: for each queued datagram a small object, and a copy if it is not `bytes`;
        on boards also what the socket's own method takes."""

    def close(self) -> None:
        """Receives no more and sends the queued datagrams. Then `connection_lost` is called, in the next round at the earliest.
        O(1), no heap."""

    def abort(self) -> None:
        """The same, but drops the queued datagrams. O(1), no heap."""

    def is_closing(self) -> bool:
        """Whether it has ended or is about to end. O(1), no heap."""

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        """`"socket"`: MicroPython's socket. `"sockname"`: its own address. `"peername"`: the address of its peer, or None without one.
        On unix the system gives the addresses. On boards MicroPython's sockets do not know them: there they are `local_addr` as you
        passed it, even with port 0, and `remote_addr`; None with `sock=`. Any other name gives `default`. O(1), no heap."""

    def get_protocol(self) -> Any:
        """The protocol; None after the end. O(1), no heap."""

    def set_protocol(self, protocol: Any) -> None:
        """From now on the transport calls `protocol`. O(1), no heap."""

    def get_write_buffer_size(self) -> int:
        """The number of queued bytes. O(1), no heap."""

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        """The limits for `pause_writing` and `resume_writing`: 65536 and a quarter of it by default. `low` alone makes `high` four times
        `low`. `ValueError` unless `high >= low >= 0`. O(1), no heap."""
