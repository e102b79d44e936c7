"""Stub only: these names stand in `asyncio` itself."""

from typing import Any

class BaseProtocol:
    """What a transport calls. Its methods do nothing; a protocol need not derive from it. What one raises goes to the exception
    handler, and the transport goes on."""

    def connection_made(self, transport: Any) -> None:
        """The transport is there: called once, in a turn of its own, before whoever awaits the endpoint goes on. No heap."""

    def connection_lost(self, exc: BaseException | None) -> None:
        """The transport has ended: called once, in a turn of its own; the socket is closed behind it. None after `close` and
        `abort`, else why it ended. No heap."""

    def pause_writing(self) -> None:
        """More waits to be sent than the upper limit of `DatagramTransport.set_write_buffer_limits`. Called within `sendto`.
        No heap."""

    def resume_writing(self) -> None:
        """No more than the lower limit is left of it. No heap."""

class DatagramProtocol(BaseProtocol):
    """What a `DatagramTransport` calls."""

    def datagram_received(self, data: bytes, addr: Any) -> None:
        """A datagram has come, and from where: `(host, port)`, with two numbers more for IPv6. One in each round of the
        loop. Heap: the bytes, the address and a tuple of both."""

    def error_received(self, exc: OSError) -> None:
        """Sending or receiving failed, such as by `ECONNREFUSED` where nobody listens; the transport goes on. Called within
        `sendto` if that failed, which then raises what this raises. No heap."""

class DatagramTransport:
    """A UDP socket: what `Loop.create_datagram_endpoint` gives and a protocol's `connection_made` gets. 128 bytes on a 32-bit
    board, beside the socket; idle it costs the loop nothing but one descriptor more to poll."""

    def sendto(self, data: bytes | bytearray | memoryview, addr: Any = None) -> None:
        """Sends a datagram now, or queues it if the system takes none at present: the order is kept. Without a byte nothing is
        sent. `addr` is `(host, port)`, and may block if the host is a name; None, or that address, if the transport has a
        `remote_addr`: else `ValueError`. `TypeError` if `data` are no bytes. An `OSError` goes to `error_received`; any other
        exception, as for no address at all, to the exception handler, and the transport ends. Closed, it sends nothing, but
        without `remote_addr` until `connection_lost`. O(1). Heap: while the system takes none, a small object for each, and
        a copy of what is not `bytes`; elsewhere than on unix what the socket's own method takes."""

    def close(self) -> None:
        """Receives no more, sends what is queued, and then has `connection_lost` called, in the next round at the earliest.
        O(1), no heap."""

    def abort(self) -> None:
        """The same without sending what is queued. O(1), no heap."""

    def is_closing(self) -> bool:
        """Whether it has ended or is about to. O(1), no heap."""

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        """`"socket"`: MicroPython's socket. `"sockname"`: its own address. `"peername"`: its peer's, None if it is not connected.
        On unix the system is asked; elsewhere MicroPython's sockets do not know, and it is `local_addr` as it was given, port 0
        included, and `remote_addr`: None with `sock=`. Any other name gives `default`. O(1), no heap."""

    def get_protocol(self) -> Any:
        """The protocol; None once it has ended. O(1), no heap."""

    def set_protocol(self, protocol: Any) -> None:
        """Has `protocol` called from now on. O(1), no heap."""

    def get_write_buffer_size(self) -> int:
        """How many bytes are queued. O(1), no heap."""

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        """When the protocol is to pause, and to resume: 65536 and a quarter of it at first. `low` alone makes `high` four times as
        much. `ValueError` unless `high >= low >= 0`. O(1), no heap."""
