# Features: stream-wakes
# A hard interrupt fills a ring and calls the waker of its stream: the loop sleeps until then, and no byte stays behind.
import asyncio
import io
import machine


class Port(io.IOBase):
    def __init__(self):
        self.waker = asyncio.StreamWaker()
        self.filled = 0
        self.taken = 0
        self.asked = 0

    # The handler of the timer: it must not allocate.
    def fill(self, timer):
        self.filled += 1
        self.waker(timer)

    def ioctl(self, request, flags):
        if request != 3:
            return -1
        self.asked += 1
        return flags & (1 if self.filled > self.taken else 0)

    def read(self, size):
        if self.filled == self.taken:
            return None
        self.taken += 1
        return b"x"


async def main():
    port = Port()
    stream = asyncio.StreamReader(port)
    timer = machine.Timer(-1)
    for period in (1, 5, 20, 100):
        asked = port.asked
        timer.init(mode=machine.Timer.ONE_SHOT, period=period, callback=port.fill, hard=True)
        print(await stream.read(1), "asked", port.asked - asked)
    # As fast as it can: each byte is read.
    timer.init(mode=machine.Timer.PERIODIC, period=1, callback=port.fill, hard=True)
    for _ in range(200):
        await asyncio.wait_for(stream.readexactly(1), 5)
    timer.deinit()
    print(port.taken)


asyncio.run(main())
