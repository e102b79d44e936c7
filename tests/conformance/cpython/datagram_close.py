# Oracle: CPython
# Features: udp
# close() and abort(): connection_lost comes later, once; what arrives or is sent after that is lost.
import asyncio


class Watch(asyncio.DatagramProtocol):
    def __init__(self, name):
        self.name = name

    def connection_made(self, transport):
        print(self.name, "made")

    def datagram_received(self, data, addr):
        print(self.name, "received", data)

    def error_received(self, exc):
        print(self.name, "error", exc)

    def connection_lost(self, exc):
        print(self.name, "lost", exc)


async def endpoint(name, **how):
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(lambda: Watch(name), **how)
    return transport


async def main():
    loop = asyncio.get_running_loop()
    for end in ("close", "abort"):
        server = await endpoint("server", local_addr=("127.0.0.1", 0))
        client = await endpoint("client", remote_addr=server.get_extra_info("sockname"))
        # On its way when the receiver closes: not delivered.
        client.sendto(b"too late")
        loop.call_soon(print, "called before")
        getattr(server, end)()
        loop.call_soon(print, "called behind")
        print(end, server.is_closing())
        server.close()
        server.abort()
        await asyncio.sleep(0)
        print("one round later")
        server.close()
        await asyncio.sleep(0.01)

        print("client", end)
        getattr(client, end)()
        client.sendto(b"after the end")
        print(client.sendto(b"", None))
        await asyncio.sleep(0.01)
        client.sendto(b"after the end")
        print(client.is_closing(), client.get_extra_info("peername") == server.get_extra_info("sockname"))
        print(client.get_protocol())

    # Not connected, a closed transport sends until connection_lost.
    server = await endpoint("server", local_addr=("127.0.0.1", 0))
    client = await endpoint("client", local_addr=("127.0.0.1", 0))
    client.close()
    client.sendto(b"last words", server.get_extra_info("sockname"))
    await asyncio.sleep(0.01)
    server.close()
    # abort() in between changes nothing.
    server.abort()
    await asyncio.sleep(0.01)


asyncio.run(main())
