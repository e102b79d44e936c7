# Oracle: reasoned: neither stock nor CPython has StreamWaker
# Features: stream-wakes
# A stream with a waker is asked once when a task begins to wait for it, and again when it calls the waker; not in between, and not while
# the loop is idle.
import asyncio
import io


class Port(io.IOBase):
    def __init__(self):
        self.waker = asyncio.StreamWaker()
        self.data = b""
        self.room = True
        self.asked = 0
        self.on_ask = None
        self.open = True

    def ioctl(self, request, flags):
        if request != 3:
            return -1
        self.asked += 1
        if not self.open:
            raise OSError(9)
        answer = flags & ((1 if self.data else 0) | (4 if self.room else 0))
        if self.on_ask:
            self.on_ask()
        return answer

    # It calls no waker, as an object that does not know of any.
    def close(self):
        self.open = False

    def read(self, size):
        data = self.data[:size]
        self.data = self.data[size:]
        return data or None

    def write(self, data):
        if not self.room:
            return None
        print("written", bytes(data))
        return len(data)


async def rounds(count):
    for _ in range(count):
        await asyncio.sleep_ms(0)


def asked(port):
    count = port.asked
    port.asked = 0
    return count


async def read(stream):
    print("read", await stream.read(10))


async def main():
    port = Port()
    stream = asyncio.StreamReader(port)
    task = asyncio.create_task(read(stream))
    await rounds(50)
    await asyncio.sleep_ms(20)
    print("asked", asked(port))
    port.data = b"data"
    await asyncio.sleep_ms(20)
    print("untold: asked", asked(port), task.done())
    port.waker()
    await task
    print("told: asked", asked(port))

    # Whatever a handler is called with. Several calls are one.
    task = asyncio.create_task(read(stream))
    await rounds(3)
    asked(port)
    for args in ((), (port,), (1, 2, 3)):
        print(port.waker(*args))
    await rounds(3)
    print("nothing there: asked", asked(port), task.done())
    port.data = b"more"
    port.waker()
    await task

    # A call that comes while the stream is being asked, after it has looked.
    def late():
        port.on_ask = None
        port.data = b"late"
        port.waker()
        # The loop serves what was called, in the middle of the question.
        asyncio.create_task(rounds(1))

    port.on_ask = late
    await asyncio.wait_for(read(stream), 1)

    # Cancelled while it is left alone; then it waits again.
    try:
        await asyncio.wait_for_ms(stream.read(1), 10)
    except asyncio.TimeoutError:
        print("timeout")
    port.waker()
    await rounds(3)
    task = asyncio.create_task(read(stream))
    await rounds(3)
    port.data = b"again"
    port.waker()
    await asyncio.wait_for(task, 1)

    # One Stream reads it and another one writes it.
    port.room = False
    asked(port)
    writer = asyncio.StreamWriter(port, {})
    writer.write(b"x")
    task = asyncio.create_task(read(stream))
    drain = asyncio.create_task(writer.drain())
    await rounds(5)
    print("both: asked", asked(port))
    port.room = True
    port.waker()
    await asyncio.wait_for(drain, 1)
    print(task.done())
    port.data = b"both"
    port.waker()
    await asyncio.wait_for(task, 1)

    # A plain object, as UDP servers of scripts wait for it.
    def wait_for_port():
        yield asyncio.core._io_queue.queue_read(port)
        print("readable")

    task = asyncio.create_task(wait_for_port())
    await rounds(5)
    port.data = b"plain"
    port.waker()
    await asyncio.wait_for(task, 1)

    port.data = b""
    # Another Stream closes it: the one that reads is asked, and gets the error.
    task = asyncio.create_task(read(stream))
    await rounds(3)
    await asyncio.StreamWriter(port).wait_closed()
    try:
        await asyncio.wait_for(task, 1)
    except OSError as error:
        print("closed", error.errno)
    except asyncio.TimeoutError:
        print("closed: told nobody")


asyncio.run(main())
