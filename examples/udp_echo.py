# UDP in MicroPython's own way: a plain socket that does not block, and the loop waits until it can be read.
#
#   make run SCRIPT=examples/udp_echo.py
import asyncio
import socket

PORT = 8084


# A generator, which is what a coroutine is in MicroPython.
def readable(sock):
    yield asyncio.core._io_queue.queue_read(sock)


def udp_socket():
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.setblocking(False)
    return sock


async def echo(sock):
    while True:
        await readable(sock)  # type: ignore[misc]
        data, sender = sock.recvfrom(100)
        sock.sendto(b"echo: " + data, sender)


async def main():
    address = socket.getaddrinfo("127.0.0.1", PORT)[0][-1]
    server = udp_socket()
    server.bind(address)
    task = asyncio.create_task(echo(server))
    client = udp_socket()
    for word in (b"one", b"two", b"three"):
        client.sendto(word, address)
        # A datagram may get lost: whoever waits for one needs a timeout.
        await asyncio.wait_for(readable(client), 5)  # type: ignore[arg-type]
        print(client.recv(100).decode())
    task.cancel()
    client.close()
    server.close()


asyncio.run(main())
