# UDP endpoints on the board: a client of the host's echo server, then a server that the host's clients ask. A datagram that is lost
# is no error; one that is too long is cut off, or is an error of that endpoint alone.
import asyncio
import time

# net_board.py writes both here; nobody listens on the second one.
HOST_PORT = 0
DEAD_PORT = 0
errors = []
lost = []


class Protocol(asyncio.DatagramProtocol):
    def connection_made(self, transport):
        self.transport = transport

    def error_received(self, exc):
        errors.append(type(exc).__name__)

    def connection_lost(self, exc):
        lost.append(exc)


class Client(Protocol):
    async def ask(self, data):
        """The answer that begins as `data` does: datagrams get lost, so it asks again."""
        self.expected = data[:4]
        for _ in range(20):
            self.arrived = asyncio.Event()
            self.transport.sendto(data)
            try:
                await asyncio.wait_for(self.arrived.wait(), 1)
                return self.answer
            except asyncio.TimeoutError:
                pass

    def datagram_received(self, data, addr):
        if data[:4] == self.expected:
            self.answer = data
            self.arrived.set()


class Server(Protocol):
    def __init__(self):
        self.end = asyncio.Event()

    def datagram_received(self, data, addr):
        self.transport.sendto(data, addr)
        if data == b"quit":
            self.end.set()
        elif data == b"busy":
            # The loop does not run: lwIP keeps a few datagrams and drops the others.
            time.sleep_ms(1000)


def numbered(number, size):
    return b"%04d" % number + bytes((number + i) & 255 for i in range(size - 4))


async def client():
    loop = asyncio.get_event_loop()
    transport, protocol = await loop.create_datagram_endpoint(Client, remote_addr=("10.0.2.2", HOST_PORT))
    right = 0
    for number in range(20):
        data = numbered(number, 4 + number * 77)
        right += await protocol.ask(data) == data
    print("answers", right)
    # In pieces to the host and back: whole there, cut off here.
    long = numbered(30, 3000)
    print("cut", await protocol.ask(long) == long[:1472])
    # More than lwIP has memory for.
    transport.sendto(bytes(40000))
    print("too long", errors)
    data = numbered(31, 100)
    print("after", await protocol.ask(data) == data)
    dead, _ = await loop.create_datagram_endpoint(Protocol, remote_addr=("10.0.2.2", DEAD_PORT))
    for _ in range(5):
        dead.sendto(b"is anybody there?")
        await asyncio.sleep_ms(20)
    print("nobody", errors[1:])
    dead.close()
    transport.close()


async def server():
    loop = asyncio.get_event_loop()
    transport, protocol = await loop.create_datagram_endpoint(Server, local_addr=("0.0.0.0", 8000))
    print("ready")
    await protocol.end.wait()
    transport.close()


async def main():
    await client()
    await server()
    await asyncio.sleep_ms(50)
    print("lost", lost)
    print("errors", errors)


asyncio.run(main())
