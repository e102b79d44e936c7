# Oracle: reasoned: neither stock nor CPython has StreamWaker
# Features: stream-wakes
# The loop looks for the attribute `waker` when a task waits for the stream first. What a `__getattr__` raises then is ignored, but not a
# KeyboardInterrupt; the next wait looks again.
import asyncio
import io


class Port(io.IOBase):
    def __init__(self, error):
        self.error = error

    def __getattr__(self, name):
        if name == "waker" and self.error:
            error, self.error = self.error, None
            raise error
        raise AttributeError(name)

    def ioctl(self, request, flags):
        return flags if request == 3 else -1

    def read(self, size):
        return b"data"[:size]


async def wait(stream):
    # A read takes what is there without a wait; readexactly does not.
    return await stream.readexactly(6)


for error in (ValueError("own"), MemoryError("own"), KeyboardInterrupt("own"), SystemExit("own")):
    stream = asyncio.StreamReader(Port(error))
    try:
        print(type(error).__name__, asyncio.run(wait(stream)))
    except BaseException as raised:
        print("raised", type(raised).__name__)
        print("again", asyncio.run(wait(stream)))
