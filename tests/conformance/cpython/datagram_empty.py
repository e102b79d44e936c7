# Oracle: CPython
# Features: udp, queue
# Datagrams without a byte arrive; sendto() sends none. The longest one arrives whole.
import asyncio
import socket


class Show(asyncio.DatagramProtocol):
    def __init__(self):
        self.queue = asyncio.Queue()

    def datagram_received(self, data, addr):
        self.queue.put_nowait(data)


async def main():
    loop = asyncio.get_running_loop()
    server, shows = await loop.create_datagram_endpoint(Show, local_addr=("127.0.0.1", 0))
    address = server.get_extra_info("sockname")
    plain = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    plain.connect(socket.getaddrinfo(*address)[0][-1])
    for data in (b"", b"x", b"", b"", b"end"):
        plain.send(data)
    for _ in range(5):
        print(await shows.queue.get())
    plain.close()

    client, _ = await loop.create_datagram_endpoint(Show, remote_addr=address)
    print(client.sendto(b""), client.sendto(bytearray()))
    longest = bytes(range(256)) * 255 + bytes(227)
    client.sendto(longest)
    got = await shows.queue.get()
    print(len(got), got == longest)
    client.close()
    server.close()
    await asyncio.sleep(0)


asyncio.run(main())
