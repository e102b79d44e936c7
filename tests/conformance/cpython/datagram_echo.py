# Oracle: CPython
# Features: udp, future
# create_datagram_endpoint(): a server and a client over loopback, each hears the other; the port that the system chose.
import asyncio


class Server(asyncio.DatagramProtocol):
    def connection_made(self, transport):
        self.transport = transport
        print("server made")

    def datagram_received(self, data, addr):
        print("server", data, type(data).__name__, addr[0])
        self.transport.sendto(b"echo " + data, addr)

    def connection_lost(self, exc):
        print("server lost", exc)


class Client(asyncio.DatagramProtocol):
    def __init__(self, messages, done):
        self.messages = messages
        self.done = done

    def connection_made(self, transport):
        self.transport = transport
        print("client made")
        self.send_next()

    def send_next(self):
        self.transport.sendto(self.messages.pop(0))

    def datagram_received(self, data, addr):
        print("client", data, addr == self.transport.get_extra_info("peername"))
        if self.messages:
            self.send_next()
        else:
            self.transport.close()

    def error_received(self, exc):
        print("error", exc)

    def connection_lost(self, exc):
        print("client lost", exc)
        self.done.set_result("over")


async def main():
    loop = asyncio.get_running_loop()
    server, protocol = await loop.create_datagram_endpoint(Server, local_addr=("127.0.0.1", 0))
    print(isinstance(protocol, Server), isinstance(protocol, asyncio.DatagramProtocol), isinstance(protocol, asyncio.BaseProtocol))
    address = server.get_extra_info("sockname")
    print(type(address).__name__, address[0], address[1] > 0, server.get_extra_info("peername"))
    done = loop.create_future()
    messages = [b"one", bytearray(b"two"), memoryview(b"three"), b"x" * 5]
    client, _ = await loop.create_datagram_endpoint(lambda: Client(messages, done), remote_addr=address)
    print("client is there", client.is_closing())
    print(await done)
    print(client.is_closing(), server.is_closing())
    server.close()
    print(server.is_closing())
    await asyncio.sleep(0)
    await asyncio.sleep(0)


asyncio.run(main())
