# Oracle: stock
# An object's own read is called only after its ioctl has said that there is something: one that would block, or fail, with
# nothing there is not called.
import asyncio
import io


class Port(io.IOBase):
    def __init__(self):
        self.data = []
        self.calls = 0

    def ioctl(self, request, flags):
        return flags & (1 if self.data else 0) if request == 3 else -1

    def read(self, size=-1):
        self.calls += 1
        # IndexError with nothing there.
        return self.data.pop(0)

    readline = read


async def feed(port, pieces):
    for piece in pieces:
        await asyncio.sleep_ms(10)
        port.data.append(piece)


async def main():
    port = Port()
    stream = asyncio.StreamReader(port)
    for read, pieces in (
        (lambda: stream.readexactly(5), [b"abc", b"de"]),
        (lambda: stream.read(-1), [b"abc", b"de", b""]),
        (lambda: stream.readline(), [b"abc", b"de\n"]),
        (lambda: stream.readexactly(5), [b"abc", b""]),
    ):
        port.calls = 0
        feeding = asyncio.create_task(feed(port, pieces))
        try:
            print(await read(), port.calls)
        except EOFError:
            print("EOFError", port.calls)
        await feeding


asyncio.run(main())
