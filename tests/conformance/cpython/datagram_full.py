# Oracle: CPython
# Features: udp
# sendto() when the system's buffer is full: queued, in order; pause_writing and resume_writing; close() sends what is queued,
# abort() drops it. A receiver that does not read fills up, where the address is a path.
import asyncio
import os
import socket

PATH = "/tmp/asyncio_datagram_full_{}".format(id(object()))
COUNT = 300


class Sender(asyncio.DatagramProtocol):
    def __init__(self):
        self.lost = asyncio.Event()

    def connection_made(self, transport):
        print("made")

    def pause_writing(self):
        print("pause")

    def resume_writing(self):
        print("resume")

    def connection_lost(self, exc):
        print("lost", exc)
        self.lost.set()


class Receiver(asyncio.DatagramProtocol):
    def __init__(self, wanted):
        self.got = []
        self.wanted = wanted
        self.done = asyncio.Event()

    def datagram_received(self, data, addr):
        self.got.append(int(data[:6]))
        if len(self.got) == self.wanted:
            self.done.set()


def unread():
    """A socket that nobody reads, yet."""
    try:
        os.remove(PATH)
    except OSError:
        pass
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    try:
        sock.bind(PATH)
    except OSError:
        sock.bind(b"\x01\x00" + PATH.encode() + b"\x00")
    sock.setblocking(False)
    return sock


async def main():
    loop = asyncio.get_running_loop()

    # Into the buffer until it is full, the rest waits.
    sock = unread()
    sender, protocol = await loop.create_datagram_endpoint(Sender, remote_addr=PATH, family=socket.AF_UNIX)
    changing = bytearray(1000)
    for number in range(COUNT):
        changing[:6] = b"%06d" % number
        sender.sendto(changing)
    print(sender.get_write_buffer_size() > 64 * 1024)
    receiver, received = await loop.create_datagram_endpoint(lambda: Receiver(COUNT), sock=sock)
    await received.done.wait()
    print(received.got == list(range(COUNT)), sender.get_write_buffer_size())

    # Closed with a full buffer: all of it arrives first.
    receiver.close()
    sender.close()
    await asyncio.sleep(0.01)
    sock = unread()
    sender, protocol = await loop.create_datagram_endpoint(Sender, remote_addr=PATH, family=socket.AF_UNIX)
    for number in range(COUNT):
        sender.sendto(b"%06d" % number)
    queued = sender.get_write_buffer_size()
    sender.close()
    sender.sendto(b"%06d" % COUNT)
    print("closing", sender.is_closing(), sender.get_write_buffer_size() - queued)
    await asyncio.sleep(0.01)
    print("still", protocol.lost.is_set())
    receiver, received = await loop.create_datagram_endpoint(lambda: Receiver(COUNT + 1), sock=sock)
    await received.done.wait()
    await protocol.lost.wait()
    print(received.got == list(range(COUNT + 1)))

    # Aborted with a full buffer, also after close(): the rest is dropped.
    for first in ("abort", "close"):
        receiver.close()
        await asyncio.sleep(0.01)
        sock = unread()
        sender, protocol = await loop.create_datagram_endpoint(Sender, remote_addr=PATH, family=socket.AF_UNIX)
        sender.set_write_buffer_limits(high=600)
        for number in range(COUNT):
            sender.sendto(b"%06d" % number)
        print(sender.get_write_buffer_size() > 0)
        getattr(sender, first)()
        print(first)
        sender.abort()
        print("abort", protocol.lost.is_set())
        await protocol.lost.wait()
        receiver, received = await loop.create_datagram_endpoint(lambda: Receiver(COUNT), sock=sock)
        await asyncio.sleep(0.05)
        print(0 < len(received.got) < COUNT, received.got == list(range(len(received.got))))
    receiver.close()

    for wrong in ({"high": -1}, {"high": 1, "low": 2}, {"low": -1}):
        try:
            sender.set_write_buffer_limits(**wrong)
        except ValueError:
            print("ValueError")
    await asyncio.sleep(0.01)
    os.remove(PATH)


asyncio.run(main())
