# Oracle: CPython
# Features: udp
# family=, allow_broadcast=, reuse_port=, IPv6, and a name that has to be resolved.
import asyncio
import socket


class Show(asyncio.DatagramProtocol):
    def __init__(self):
        self.heard = asyncio.Event()

    def datagram_received(self, data, addr):
        print(data, addr[0], len(addr))
        self.heard.set()


async def main():
    loop = asyncio.get_running_loop()
    make = loop.create_datagram_endpoint

    # No address at all: the system chooses one when something is sent.
    server, shows = await make(Show, local_addr=("127.0.0.1", 0), family=socket.AF_INET, proto=0, flags=0)
    address = server.get_extra_info("sockname")
    free, _ = await make(asyncio.DatagramProtocol, family=socket.AF_INET)
    print(free.get_extra_info("sockname"), free.get_extra_info("peername"))
    free.sendto(b"free", address)
    await shows.heard.wait()
    free.close()

    # With allow_broadcast the socket is not connected, but sends to that address only.
    shows.heard.clear()
    cast, _ = await make(asyncio.DatagramProtocol, remote_addr=address, allow_broadcast=True)
    print(cast.get_extra_info("peername"))
    cast.sendto(b"cast")
    await shows.heard.wait()
    shows.heard.clear()
    cast.sendto(b"cast with its address", address)
    await shows.heard.wait()
    try:
        cast.sendto(b"elsewhere", ("127.0.0.1", 1))
    except ValueError:
        print("ValueError")
    cast.close()
    cast.sendto(b"closed")

    # Two on one port.
    first, _ = await make(asyncio.DatagramProtocol, local_addr=("127.0.0.1", 0), reuse_port=True)
    second, _ = await make(asyncio.DatagramProtocol, local_addr=first.get_extra_info("sockname"), reuse_port=True)
    print(first.get_extra_info("sockname") == second.get_extra_info("sockname"))
    try:
        await make(asyncio.DatagramProtocol, local_addr=first.get_extra_info("sockname"))
    except OSError:
        print("OSError")
    first.close()
    second.close()

    # By a name, as the address of a datagram and as remote_addr.
    shows.heard.clear()
    free, _ = await make(asyncio.DatagramProtocol, family=socket.AF_INET)
    free.sendto(b"by name", ("localhost", address[1]))
    await shows.heard.wait()
    free.close()
    shows.heard.clear()
    named, _ = await make(asyncio.DatagramProtocol, ("127.0.0.1", 0), ("localhost", address[1]))
    print(named.get_extra_info("peername") == address)
    named.sendto(b"by name")
    await shows.heard.wait()
    named.close()
    server.close()

    # IPv6: an address has four parts.
    try:
        server, shows = await make(Show, local_addr=("::1", 0))
    except OSError:
        # Not everywhere.
        print("b'six' ::1 4\nTrue")
    else:
        six, _ = await make(asyncio.DatagramProtocol, remote_addr=server.get_extra_info("sockname")[:2])
        six.sendto(b"six")
        await shows.heard.wait()
        print(six.get_extra_info("peername") == server.get_extra_info("sockname"))
        six.close()
        server.close()
    await asyncio.sleep(0)


asyncio.run(main())
