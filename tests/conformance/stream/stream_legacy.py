# Oracle: stock
# The old names: awrite with offset and size, awritestr, aclose; and close, wait_closed, get_extra_info.
import asyncio
import io
from asyncio.stream import Stream


class Pipe(io.IOBase):
    """A stream in memory: what is fed can be read, in pieces of at most `piece` bytes; writes take as much."""

    def __init__(self, piece=1000):
        self.piece = piece
        self.data = b""
        self.ended = False
        self.written = b""
        self.closed = False

    def ioctl(self, request, flags):
        if request == 3:
            readable = 1 if self.data or self.ended else 0
            return flags & (readable | 4)
        if request == 4:
            self.closed = True
            return 0
        return -1

    def close(self):
        self.closed = True

    def feed(self, data):
        self.data += data

    def readinto(self, buffer):
        if not self.data:
            return 0 if self.ended else None
        part = self.data[: min(len(buffer), self.piece)]
        self.data = self.data[len(part) :]
        buffer[: len(part)] = part
        return len(part)

    def read(self, size=-1):
        buffer = bytearray(size if size >= 0 else self.piece)
        size = self.readinto(buffer)
        return size if size is None else bytes(buffer[:size])

    def readline(self):
        line = b""
        while self.data and not line.endswith(b"\n"):
            line += self.read(1)
        return line if line or self.ended else None

    def write(self, data):
        if isinstance(data, str):
            data = data.encode()
        part = bytes(data[: self.piece])
        self.written += part
        return len(part)


async def main():
    pipe = Pipe()
    stream = Stream(pipe, {"peername": "somebody"})
    await stream.awrite(b"0123456789")
    await stream.awrite(b"0123456789", 3, 4)
    await stream.awrite(b"0123456789", 8)
    await stream.awritestr("text")
    print(pipe.written)
    print(stream.get_extra_info("peername"))
    try:
        stream.get_extra_info("nonsense")
    except KeyError:
        print("KeyError")
    print(stream.close(), pipe.closed)
    print(await stream.wait_closed(), pipe.closed)
    pipe = Pipe()
    await Stream(pipe).aclose()
    print(pipe.closed)


asyncio.run(main())
