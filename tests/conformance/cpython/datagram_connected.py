# Oracle: CPython
# Features: udp, future
# sendto() of a transport with remote_addr: no address, that address, another one; what strangers send does not arrive.
import asyncio


class Collect(asyncio.DatagramProtocol):
    def __init__(self, name, count):
        self.name = name
        self.count = count
        self.done = asyncio.get_running_loop().create_future()

    def datagram_received(self, data, addr):
        print(self.name, data)
        self.count -= 1
        if self.count == 0:
            self.done.set_result(addr)


async def main():
    loop = asyncio.get_running_loop()
    server, collected = await loop.create_datagram_endpoint(lambda: Collect("server", 3), local_addr=("127.0.0.1", 0))
    stranger, _ = await loop.create_datagram_endpoint(asyncio.DatagramProtocol, local_addr=("127.0.0.1", 0))
    address = server.get_extra_info("sockname")
    client, answers = await loop.create_datagram_endpoint(
        lambda: Collect("client", 1), local_addr=("127.0.0.1", 0), remote_addr=address
    )
    print(client.get_extra_info("peername") == address, client.get_extra_info("sockname")[0])
    client.sendto(b"without an address")
    client.sendto(b"with None", None)
    client.sendto(b"with the same", address)
    for other in (stranger.get_extra_info("sockname"), ("127.0.0.2", address[1]), ("localhost", address[1]), "nonsense", 5):
        try:
            client.sendto(b"elsewhere", other)
            print("sent")
        except ValueError:
            print("ValueError")
    sender = await collected.done
    print(sender == client.get_extra_info("sockname"))
    stranger.sendto(b"from a stranger", client.get_extra_info("sockname"))
    server.sendto(b"from the peer", client.get_extra_info("sockname"))
    print((await answers.done) == address)
    for transport in (server, stranger, client):
        transport.close()
    await asyncio.sleep(0)


asyncio.run(main())
