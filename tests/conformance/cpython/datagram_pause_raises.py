# Oracle: CPython
# Features: udp
# pause_writing() and resume_writing() that raise, and that send and close.
import asyncio
import os
import socket

PATH = "/tmp/asyncio_datagram_pause_{}".format(id(object()))


class Reads(asyncio.DatagramProtocol):
    def __init__(self):
        self.got = []

    def datagram_received(self, data, addr):
        self.got.append(data)


class Bad(asyncio.DatagramProtocol):
    def __init__(self, on_resume):
        self.lost = asyncio.Event()
        self.on_resume = on_resume

    def connection_made(self, transport):
        self.transport = transport
        transport.set_write_buffer_limits(high=100)

    def pause_writing(self):
        print("pause")
        raise ValueError("pause")

    def resume_writing(self):
        print("resume")
        self.on_resume(self.transport)

    def connection_lost(self, exc):
        print("lost", exc)
        self.lost.set()


def fails(transport):
    transport.close()
    raise KeyError("resume")


def sends_and_closes(transport):
    transport.sendto(b"last")
    transport.close()


async def main():
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda loop, context: print("handler", type(context["exception"]).__name__))
    for on_resume in (fails, sends_and_closes):
        sock = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        try:
            sock.bind(PATH)
        except OSError:
            sock.bind(b"\x01\x00" + PATH.encode() + b"\x00")
        bad, protocol = await loop.create_datagram_endpoint(
            lambda on_resume=on_resume: Bad(on_resume), remote_addr=PATH, family=socket.AF_UNIX
        )
        for number in range(1000):
            bad.sendto(b"%03d" % number)
        reader, reads = await loop.create_datagram_endpoint(Reads, sock=sock)
        await protocol.lost.wait()
        await asyncio.sleep(0.02)
        print(len(reads.got) > 900, reads.got[:2], sorted(reads.got) == reads.got, reads.got[-1] == b"last")
        reader.close()
        await asyncio.sleep(0.01)
        os.remove(PATH)


asyncio.run(main())
