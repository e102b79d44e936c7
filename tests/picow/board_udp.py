# UDP endpoints on the Pico W: a client of the host's echo server, then a server that the host asks.
import asyncio

# picow.py writes it here.
HOST_PORT = 0


class Client(asyncio.DatagramProtocol):
    def connection_made(self, transport):
        self.transport = transport
        self.arrived = asyncio.Event()

    async def ask(self, data):
        self.arrived.clear()
        self.transport.sendto(data)
        await self.arrived.wait()
        return self.answer

    def datagram_received(self, data, addr):
        self.answer = data
        self.arrived.set()


class Server(asyncio.DatagramProtocol):
    def __init__(self):
        self.end = asyncio.Event()

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, addr):
        self.transport.sendto(data, addr)
        if data == b"quit":
            self.end.set()


async def main():
    loop = asyncio.get_event_loop()
    transport, client = await loop.create_datagram_endpoint(Client, remote_addr=("10.0.0.1", HOST_PORT))
    right = 0
    for size in (1, 100, 700):
        data = bytes(i & 255 for i in range(size))
        right += await client.ask(data) == data
    print("answers", right)
    transport.close()
    transport, server = await loop.create_datagram_endpoint(Server, local_addr=("0.0.0.0", 8000))
    print("ready")
    await server.end.wait()
    transport.close()
    # close() takes effect in the next round.
    await asyncio.sleep_ms(1)


asyncio.run(main())
