# Oracle: stock
# A text stream, such as sys.stdin: what is put together of several reads is bytes; a single read gives what the stream gives.
import asyncio
import io


class Text(io.IOBase):
    def __init__(self, pieces):
        self.pieces = pieces

    def ioctl(self, request, flags):
        return flags & 1 if request == 3 else -1

    def read(self, size=-1):
        return self.pieces.pop(0)

    readline = read


async def main():
    stream = asyncio.StreamReader(Text(["abc", "one line\n", "half a ", "line\n", "xy", "all ", "of it", "", ""]))
    print(await stream.read(3))
    print(await stream.readline())
    print(await stream.readline())
    print(await stream.readexactly(2))
    print(await stream.read(-1))
    print(await stream.readline())


asyncio.run(main())
