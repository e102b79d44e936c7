# Oracle: CPython
# Features: udp, queue
# error_received(): nobody listens at the remote address; the transport goes on.
import asyncio
import errno


class Client(asyncio.DatagramProtocol):
    def __init__(self):
        self.errors = asyncio.Queue()

    def datagram_received(self, data, addr):
        print("received", data)
        self.errors.put_nowait(None)

    def error_received(self, exc):
        self.errors.put_nowait(exc)

    def connection_lost(self, exc):
        print("lost", exc)


async def main():
    loop = asyncio.get_running_loop()
    short, _ = await loop.create_datagram_endpoint(asyncio.DatagramProtocol, local_addr=("127.0.0.1", 0))
    address = short.get_extra_info("sockname")
    client, protocol = await loop.create_datagram_endpoint(Client, remote_addr=address)
    short.close()
    await asyncio.sleep(0.01)
    for _ in range(2):
        client.sendto(b"is anybody there?")
        exc = await protocol.errors.get()
        print(isinstance(exc, OSError), exc.errno == errno.ECONNREFUSED, client.is_closing())
    # The error comes with the next call, whichever that is.
    client.sendto(b"once more")
    client.sendto(b"and again")
    exc = await protocol.errors.get()
    print(exc.errno == errno.ECONNREFUSED)
    again, _ = await loop.create_datagram_endpoint(asyncio.DatagramProtocol, local_addr=address)
    await asyncio.sleep(0.01)
    again.sendto(b"hello", client.get_extra_info("sockname"))
    while (exc := await protocol.errors.get()) is not None:
        pass
    client.close()
    again.close()
    await asyncio.sleep(0.01)


asyncio.run(main())
