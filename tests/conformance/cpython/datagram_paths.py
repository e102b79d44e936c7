# Oracle: CPython
# Features: udp
# Paths as addresses (family=AF_UNIX): bound, connected, neither; a socket left behind is replaced; what is no path.
import asyncio
import os
import socket

PATH = "/tmp/asyncio_datagram_paths_{}".format(id(object()))


class Show(asyncio.DatagramProtocol):
    def __init__(self, name):
        self.name = name
        self.heard = asyncio.Event()

    def datagram_received(self, data, addr):
        print(self.name, data, addr if addr is None or isinstance(addr, str) and not addr else addr[-2:])
        self.heard.set()


async def main():
    loop = asyncio.get_running_loop()

    def endpoint(name, **how):
        return loop.create_datagram_endpoint(lambda: Show(name), family=socket.AF_UNIX, **how)

    for _ in range(2):
        # The second time the path is there already.
        server, serves = await endpoint("server", local_addr=PATH + "_s")
        print(server.get_extra_info("sockname")[-2:], server.get_extra_info("peername"))
        client, asks = await endpoint("client", local_addr=PATH + "_c", remote_addr=PATH + "_s")
        print(client.get_extra_info("sockname")[-2:], client.get_extra_info("peername")[-2:])
        client.sendto(b"question")
        await serves.heard.wait()
        server.sendto(b"answer", PATH + "_c")
        await asks.heard.wait()
        serves.heard.clear()
        nameless, _ = await endpoint("nameless")
        nameless.sendto(b"from nowhere", PATH + "_s")
        await serves.heard.wait()
        for transport in (server, client, nameless):
            transport.close()
        await asyncio.sleep(0.01)
    for wrong in ({"local_addr": ("127.0.0.1", 0)}, {"remote_addr": 5}):
        try:
            await endpoint("wrong", **wrong)
        except TypeError:
            print("TypeError")
    try:
        await endpoint("nobody", remote_addr=PATH + "_nobody")
    except OSError:
        print("OSError")
    os.remove(PATH + "_s")
    os.remove(PATH + "_c")


asyncio.run(main())
