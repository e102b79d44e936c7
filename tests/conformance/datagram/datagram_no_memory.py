# Oracle: reasoned: CPython has no heap that a script can fill; its transport hears of an OSError in the same way
# Features: udp
# A datagram for which there is no memory is dropped and error_received() told; the endpoint lives.
import asyncio
import errno
import io

if not hasattr(asyncio, "DatagramProtocol"):
    print("SKIP: no sockets")
    raise SystemExit


class Socket(io.IOBase):
    """As a board's: memory is what recvfrom() asks for first, so that the datagram stays where it is."""

    def __init__(self):
        self.incoming = [b"first", b"x" * 5000, b"second"]
        self.sends = 0

    def setblocking(self, flag):
        pass

    def ioctl(self, request, arg):
        if request != 3:
            return -1
        return (arg & 1 if self.incoming else 0) | (arg & 4)

    def recvfrom(self, count):
        if len(self.incoming[0]) > 1000 and count > 1000:
            raise MemoryError
        return self.incoming.pop(0)[:count], ("peer", 1)

    def sendto(self, data, address):
        self.sends += 1
        if self.sends == 1:
            raise MemoryError
        if self.sends == 2:
            raise OSError(errno.EAGAIN)
        if self.sends == 3:
            raise MemoryError
        print("sent", bytes(data))
        return len(data)

    def close(self):
        print("closed")


class Show:
    def connection_made(self, transport):
        pass

    def datagram_received(self, data, address):
        print("received", data)

    def error_received(self, exc):
        print("error", type(exc).__name__)

    def connection_lost(self, exc):
        print("lost", exc)


async def main():
    loop = asyncio.get_event_loop()
    transport, _ = await loop.create_datagram_endpoint(Show, sock=Socket())
    await asyncio.sleep(0.01)
    for data in (b"one", b"two", b"three"):
        transport.sendto(data, ("peer", 1))
        await asyncio.sleep(0.01)
    transport.close()
    await asyncio.sleep(0.01)


asyncio.run(main())
