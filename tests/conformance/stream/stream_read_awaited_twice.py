# Oracle: reasoned: CPython's coroutines can't be awaited twice; here the second task is refused, and the first reads on
# One read, awaited by two tasks.
import asyncio
import io


class Source(io.IOBase):
    def __init__(self):
        self.data = b""

    def ioctl(self, request, arg):
        return arg if request == 3 and self.data else 0

    def readinto(self, buf):
        if not self.data:
            return None
        n = min(len(buf), len(self.data))
        buf[:n] = self.data[:n]
        self.data = self.data[n:]
        return n

    def read(self, n=-1):
        if not self.data:
            return None
        data, self.data = self.data, b""
        return data


async def awaits(name, read):
    try:
        print(name, await read)
    except RuntimeError as er:
        print(name, er)


async def main():
    source = Source()
    reader = asyncio.StreamReader(source)
    read = reader.read(10)
    first = asyncio.create_task(awaits("first", read))
    await asyncio.sleep_ms(5)
    second = asyncio.create_task(awaits("second", read))
    await asyncio.sleep_ms(5)
    source.data = b"bytes"
    await asyncio.gather(first, second)
    # It is free again, also after a cancellation.
    read = reader.read(10)
    first = asyncio.create_task(awaits("first", read))
    await asyncio.sleep_ms(5)
    first.cancel()
    await asyncio.sleep_ms(5)
    source.data = b"more"
    await awaits("third", reader.read(10))


asyncio.run(main())
