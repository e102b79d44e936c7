# Oracle: stock
# An object of a script's own that has a descriptor, and another one after it has been closed and opened again.
import asyncio
import io

try:
    import socket
except ImportError:
    print("SKIP this firmware has no sockets")
    raise SystemExit

PORT = 28497


class Line(io.IOBase):
    def __init__(self):
        self.open()

    def open(self):
        self.socket = socket.socket()
        self.socket.connect(socket.getaddrinfo("127.0.0.1", PORT)[0][-1])
        self.socket.setblocking(False)

    def ioctl(self, request, flags):
        # Of what asyncio asks for only the descriptor is told: so the system says when it is ready.
        return self.socket.fileno() if request == 10 and hasattr(self.socket, "fileno") else -1

    def read(self, size):
        return self.socket.read(size)

    def close(self):
        self.socket.close()


async def serve(reader, writer):
    writer.write(b"hello")
    await writer.drain()
    await reader.read(1)
    writer.close()
    await writer.wait_closed()


async def main():
    async with await asyncio.start_server(serve, "127.0.0.1", PORT):
        line = Line()
        stream = asyncio.StreamReader(line)
        print(await stream.read(5))
        await stream.wait_closed()
        other = socket.socket()
        line.open()
        print(await stream.read(5))
        await stream.wait_closed()
        other.close()


asyncio.run(main())
