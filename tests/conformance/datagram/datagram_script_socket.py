# Oracle: reasoned: sockets that are objects of a script exist here only; the transport does with them what CPython's does with its own
# Features: udp
# sock= is an object with the methods of a socket and an ioctl: the way of every socket without a descriptor.
import asyncio
import errno
import io

if not hasattr(asyncio, "DatagramProtocol"):
    print("SKIP: no sockets")
    raise SystemExit


class Socket(io.IOBase):
    def __init__(self):
        self.incoming = []
        self.outgoing = []
        self.room = 2
        self.fails = None
        self.closed = 0

    def setblocking(self, flag):
        print("setblocking", flag)

    def ioctl(self, request, arg):
        if request != 3:
            return -1
        if self.fails:
            raise self.fails
        return (arg & 1 if self.incoming else 0) | (arg & 4 if self.room else 0)

    def recvfrom(self, count):
        got = self.incoming.pop(0)
        if isinstance(got, Exception):
            raise got
        if callable(got):
            return got()
        return got[:count], ("peer", 1)

    def sendto(self, data, address):
        if not self.room:
            raise OSError(errno.EAGAIN)
        if isinstance(address, Exception):
            raise address
        self.room -= 1
        self.outgoing.append((bytes(data), address))
        return len(data)

    def close(self):
        self.closed += 1


class Show:
    def connection_made(self, transport):
        print("made")

    def datagram_received(self, data, addr):
        print("received", data, addr)

    def error_received(self, exc):
        print("error", repr(exc))

    def connection_lost(self, exc):
        print("lost", repr(exc))

    def pause_writing(self):
        print("pause")

    def resume_writing(self):
        print("resume")


async def make(sock):
    transport, _ = await asyncio.get_event_loop().create_datagram_endpoint(Show, sock=sock)
    return transport


async def main():
    loop = asyncio.get_event_loop()
    loop.set_exception_handler(lambda loop, context: print("handler", repr(context["exception"])))

    sock = Socket()
    transport = await make(sock)
    print(transport.get_extra_info("sockname"), transport.get_extra_info("peername"))
    sock.incoming += [b"one", b"", OSError(errno.EAGAIN), OSError(errno.ECONNREFUSED), b"two"]
    await asyncio.sleep(0.05)

    # Room for two; the rest waits.
    transport.set_write_buffer_limits(high=4)
    for number in range(5):
        transport.sendto(bytearray(b"%d%d" % (number, number)), ("peer", number))
    print(sock.outgoing, transport.get_write_buffer_size())
    sock.room = 1
    await asyncio.sleep(0.05)
    print(sock.outgoing[2:], transport.get_write_buffer_size())
    transport.close()
    await asyncio.sleep(0.05)
    print("not yet", sock.closed)
    sock.room = 9
    await asyncio.sleep(0.05)
    print(sock.outgoing[3:], sock.closed)
    transport.sendto(b"too late", ("peer", 1))
    print(len(sock.outgoing))

    # What is no OSError ends it: received, sent, and raised by ioctl.
    sock = Socket()
    transport = await make(sock)
    sock.incoming.append(ValueError("in recvfrom"))
    await asyncio.sleep(0.05)
    print(transport.is_closing(), sock.closed)

    sock = Socket()
    transport = await make(sock)
    transport.sendto(b"x", ValueError("in sendto"))
    transport.sendto(b"x", OSError(5))
    await asyncio.sleep(0.05)
    print(transport.is_closing(), sock.closed)

    sock = Socket()
    transport = await make(sock)
    sock.fails = OSError(7)
    await asyncio.sleep(0.05)
    print(transport.is_closing(), sock.closed)

    # Queued, then some can't be sent: the others are.
    sock = Socket()
    transport = await make(sock)
    sock.room = 0
    for address in (("peer", 1), OSError(5), ("peer", 2), OSError(6)):
        transport.sendto(b"x", address)
    sock.room = 9
    await asyncio.sleep(0.05)
    print(sock.outgoing, transport.get_write_buffer_size())
    sock.room = 0
    for address in (ValueError("queued"), ("peer", 3)):
        transport.sendto(b"x", address)
    sock.room = 9
    await asyncio.sleep(0.05)
    print(sock.outgoing, transport.get_write_buffer_size(), sock.closed)

    sock = Socket()
    transport = await make(sock)

    # A socket whose own methods close the transport.
    def closes():
        transport.close()
        return b"received all the same", ("peer", 1)

    sock.incoming.append(closes)
    await asyncio.sleep(0.05)
    print(sock.closed)

    # One that can't be had.
    def fails(*args):
        raise RuntimeError("setblocking")

    sock = Socket()
    sock.setblocking = fails
    try:
        await make(sock)
    except RuntimeError as exc:
        print(exc, sock.closed)
    try:
        await make(object())
    except OSError:
        print("OSError")


asyncio.run(main())
