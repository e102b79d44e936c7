# A prompt on a stream of Python's: what is typed there prints there, and what other tasks print goes to the console. No oracle: only this
# library has asyncio.repl.
import asyncio
import io


class Line(io.IOBase):
    def __init__(self, typed):
        self.typed = typed
        self.said = b""

    def readinto(self, buf):
        buf[0] = self.typed[0]
        self.typed = self.typed[1:]
        return 1

    def write(self, data):
        self.said += bytes(data)
        return len(data)

    def ioctl(self, request, arg):
        return arg & (5 if self.typed else 4) if request == 3 else -1


async def beside():
    for _ in range(3):
        print("beside")
        await asyncio.sleep_ms(0)


async def main():
    line = Line(b"print('printed')\r6 * 7\rimport sys; sys.stdout.write('written\\n') and None\r1/0\rawait asyncio.sleep_ms(20)\rprint('later')\r\x04")
    task = asyncio.create_task(beside())
    await asyncio.repl.run(line)
    await task
    for shown in line.said.decode().split("\r\n"):
        print(shown)


asyncio.run(main())
