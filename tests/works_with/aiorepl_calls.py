# Stands for: aiorepl
# Runs: a prompt that reads byte by byte from a stream, runs a line as a task, and cancels it when Ctrl-C comes
import asyncio
import io

CTRL_C = b"\x03"


class Keys(io.IOBase):
    def __init__(self):
        self.typed = b""

    def read(self, count):
        if not self.typed:
            return None
        part, self.typed = self.typed[:count], self.typed[count:]
        return part

    def ioctl(self, request, arg):
        return arg & (1 if self.typed else 0) if request == 3 else -1


async def execute(line, reader, names):
    code = "import asyncio\nasync def __code():\n    {}\n".format(line)
    exec(code, names)  # noqa: S102
    running = asyncio.create_task(names["__code"]())

    async def watch():
        while True:
            if await reader.read(1) == CTRL_C:
                running.cancel()

    watcher = asyncio.create_task(watch())
    try:
        return await running
    except asyncio.CancelledError:
        print("interrupted")
    finally:
        watcher.cancel()


async def repl(keys):
    reader = asyncio.StreamReader(keys)
    names = {"print": print, "__name__": "repl"}
    line = b""
    while True:
        byte = await reader.read(1)
        if byte == b"\x04":
            return
        if byte == b"\n":
            print(">", line.decode())
            await execute(line.decode(), reader, names)
            line = b""
        else:
            line += byte


async def main():
    keys = Keys()
    task = asyncio.create_task(repl(keys))
    print("background runs", asyncio.current_task() is not task)
    keys.typed += b"print(1 + 1)\n"
    await asyncio.sleep_ms(20)
    keys.typed += b"await asyncio.sleep(100)\n"
    await asyncio.sleep_ms(20)
    keys.typed += CTRL_C
    await asyncio.sleep_ms(20)
    keys.typed += b"\x04"
    await task
    print("left")


asyncio.run(main())
