# Repairs: readinto() gives None if an object says that it is ready and then has nothing. Fails on stock.
# Oracle: reasoned: docs/differences.md
# readinto() waits until there is something, as read() does.
import asyncio
import io


class Port(io.IOBase):
    def __init__(self, data):
        self.data = data

    def ioctl(self, request, flags):
        return flags & 1 if request == 3 else -1

    def readinto(self, buffer):
        data = self.data.pop(0)
        if data is None:
            return None
        buffer[: len(data)] = data
        return len(data)


async def main():
    stream = asyncio.StreamReader(Port([None, None, b"abc", b""]))
    buffer = bytearray(4)
    print(await stream.readinto(buffer), buffer)
    print(await stream.readinto(buffer))


asyncio.run(main())
