# Streams of the user's own, io.IOBase with ioctl, beside sockets: both are served, and neither holds the other up.
import asyncio
import errno
import io

PORT = 28508
MP_STREAM_POLL = 3
POLL_RD = 1


class Buttons(io.IOBase):
    """Readable while a press is stored."""

    def __init__(self):
        self.presses = []
        self.polls = 0
        self.broken = False

    def ioctl(self, request, flags):
        if request != MP_STREAM_POLL:
            return -1
        if self.broken:
            raise OSError(errno.EIO)
        self.polls += 1
        return flags & POLL_RD if self.presses else 0

    def read(self, size):
        return self.presses.pop(0)


async def press(buttons):
    for name in (b"up", b"down", b"fire"):
        await asyncio.sleep_ms(5)
        buttons.presses.append(name)


async def serve(reader, writer):
    while True:
        line = await reader.readline()
        if not line:
            break
        writer.write(line)
        await writer.drain()
    writer.close()
    await writer.wait_closed()


async def talk(count):
    reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
    for i in range(count):
        writer.write(b"%d\n" % i)
        await writer.drain()
        if await reader.readline() != b"%d\n" % i:
            print("wrong line")
    writer.close()
    await writer.wait_closed()
    return "talked"


async def main():
    buttons = Buttons()
    stream = asyncio.StreamReader(buttons)
    async with await asyncio.start_server(serve, "127.0.0.1", PORT):
        presses = asyncio.create_task(press(buttons))
        talking = asyncio.create_task(talk(50))
        for _ in range(3):
            print(await stream.read(10))
        await presses
        print(await talking)
    # Not polled when nobody waits.
    polls = buttons.polls
    await asyncio.sleep_ms(10)
    print("polled unasked", buttons.polls - polls)
    # What its ioctl raises reaches the task that waits, and no other.
    buttons.broken = True
    try:
        await stream.read(10)
    except OSError as error:
        print("OSError", error.errno == errno.EIO)
    await asyncio.sleep_ms(1)
    print("registered", len(asyncio.core._io_queue.map))


asyncio.run(main())
