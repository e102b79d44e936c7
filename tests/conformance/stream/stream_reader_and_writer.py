# Oracle: stock
# A StreamReader and a StreamWriter on one object: a task that reads and one that writes wait at the same time, and each goes
# on as soon as it can.
import asyncio
import io


class Port(io.IOBase):
    def __init__(self):
        self.data = b""
        self.room = False
        self.written = b""

    def ioctl(self, request, flags):
        if request != 3:
            return -1
        return flags & ((1 if self.data else 0) | (4 if self.room else 0))

    def read(self, size):
        data = self.data[:size]
        self.data = self.data[size:]
        return data or None

    def write(self, data):
        if not self.room:
            return None
        self.written += bytes(data)
        return len(data)


async def read(reader):
    print("read", await reader.read(10))


async def write(writer):
    writer.write(b"abc")
    await writer.drain()
    print("drained")


async def attempt(port, first, second, readable_first):
    tasks = [asyncio.create_task(first), asyncio.create_task(second)]
    await asyncio.sleep_ms(10)
    for readable in (readable_first, not readable_first):
        if readable:
            port.data = b"data"
        else:
            port.room = True
        await asyncio.sleep_ms(20)
        print("readable" if readable else "writable", [task.done() for task in tasks])
    for task in tasks:
        task.cancel()
    await asyncio.sleep_ms(10)
    port.data = b""
    port.room = False


async def main():
    port = Port()
    reader = asyncio.StreamReader(port)
    writer = asyncio.StreamWriter(port, {})
    for readable_first in (True, False):
        await attempt(port, read(reader), write(writer), readable_first)
        await attempt(port, write(writer), read(reader), readable_first)
    print(port.written)


asyncio.run(main())
