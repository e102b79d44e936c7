# A stream in memory, for the scripts of this folder. MicroPython finds it beside the script; tests/run.py puts it into the script, because
# a board gets one file at a time.
import io


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
