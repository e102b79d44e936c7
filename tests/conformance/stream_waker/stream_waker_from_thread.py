# Oracle: reasoned: neither stock nor CPython has StreamWaker
# Features: stream-wakes
# Another thread feeds a stream and calls its waker, one byte at a time, while the collector runs: no byte stays behind.
import asyncio
import gc
import io

try:
    import _thread
except ImportError:
    print("SKIP: this port has no threads")
    raise SystemExit
import time

COUNT = 3000


class Port(io.IOBase):
    def __init__(self):
        self.waker = asyncio.StreamWaker()
        self.written = 0
        self.read_so_far = 0

    def ioctl(self, request, flags):
        if request != 3:
            return -1
        return flags & (1 if self.written > self.read_so_far else 0)

    def read(self, size):
        if self.written == self.read_so_far:
            return None
        self.read_so_far += 1
        return b"x"


ended = []


def feed(port, seen):
    for count in range(COUNT):
        port.written += 1
        port.waker()
        # Half of them one by one: the loop is idle each time.
        if count % 100 < 50:
            while seen[0] < port.written:
                time.sleep_us(1)
    ended.append(True)


async def main():
    port = Port()
    seen = [0]
    stream = asyncio.StreamReader(port)
    _thread.start_new_thread(feed, (port, seen))
    while seen[0] < COUNT:
        await asyncio.wait_for(stream.readexactly(1), 20)
        seen[0] += 1
        if seen[0] % 500 == 0:
            gc.collect()
    while not ended:
        await asyncio.sleep_ms(1)
    print(seen[0])


asyncio.run(main())
