# Oracle: CPython
# Features: udp
# sock=: a socket of the script's own, bound or connected; with other arguments, or of another kind, it is refused and stays open.
import asyncio
import socket


class Show(asyncio.DatagramProtocol):
    def __init__(self):
        self.heard = asyncio.Event()

    def datagram_received(self, data, addr):
        print(data)
        self.heard.set()


def address_of(address):
    # MicroPython's own form of an address.
    return socket.getaddrinfo(address[0], address[1])[0][-1]


def udp():
    return socket.socket(socket.AF_INET, socket.SOCK_DGRAM)


async def main():
    loop = asyncio.get_running_loop()
    make = loop.create_datagram_endpoint
    sock = udp()
    sock.bind(address_of(("127.0.0.1", 0)))
    server, shows = await make(Show, sock=sock)
    print(server.get_extra_info("sockname")[0], server.get_extra_info("peername"))
    print(server.get_extra_info("socket").fileno() == sock.fileno())

    other = udp()
    other.connect(address_of(server.get_extra_info("sockname")))
    client, _ = await make(Show, sock=other)
    print(client.get_extra_info("peername") == server.get_extra_info("sockname"))
    client.sendto(b"connected")
    await shows.heard.wait()
    shows.heard.clear()
    # Any address will do: the socket's own peer is meant.
    client.sendto(b"connected, with an address", ("127.0.0.1", 1))
    await shows.heard.wait()
    client.close()
    await asyncio.sleep(0.01)

    unused = udp()
    for how in ({"local_addr": ("127.0.0.1", 0)}, {"family": socket.AF_INET}, {"allow_broadcast": True}, {"reuse_port": True}):
        try:
            await make(Show, sock=unused, **how)
        except ValueError:
            print("ValueError")
    shows.heard.clear()
    unused.sendto(b"still open", address_of(server.get_extra_info("sockname")))
    await shows.heard.wait()
    unused.close()

    stream = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        await make(Show, sock=stream)
    except ValueError:
        print("ValueError")
    stream.close()

    def fails():
        raise KeyError

    kept = udp()
    try:
        await make(fails, sock=kept)
    except KeyError:
        print("KeyError")
    shows.heard.clear()
    kept.sendto(b"kept", address_of(server.get_extra_info("sockname")))
    await shows.heard.wait()
    kept.close()
    server.close()
    await asyncio.sleep(0)


asyncio.run(main())
