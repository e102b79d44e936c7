# Oracle: stock
# Features: compat
# out_buf shows what is still to be written.
import asyncio
import io


class Slow(io.IOBase):
    def __init__(self):
        self.room = 0

    def ioctl(self, request, flags):
        return flags & 4 if request == 3 and self.room else 0 if request == 3 else -1

    def write(self, data):
        if not self.room:
            return None
        taken = min(len(data), self.room)
        self.room -= taken
        return taken


async def main():
    slow = Slow()
    stream = asyncio.StreamWriter(slow)
    print(stream.out_buf)
    slow.room = 2
    stream.write(b"0123456789")
    print(bytes(stream.out_buf))
    stream.write(b"abc")
    print(bytes(stream.out_buf))
    slow.room = 5
    task = asyncio.create_task(stream.drain())
    await asyncio.sleep_ms(5)
    print(len(stream.out_buf) > 0)
    slow.room = 100
    await task
    print(bytes(stream.out_buf))
    stream.out_buf = b"set"
    print(bytes(stream.out_buf))


asyncio.run(main())
