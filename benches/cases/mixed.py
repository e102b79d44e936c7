# What a program on a board does, all at once: a sensor, a reader with a time limit, a serial port written in Python, a lock, a heartbeat.
# For each value that the reader has taken.
import asyncio
import io

POLL = 3


class Port(io.IOBase):
    """A serial port that always has a line and always has room."""

    def ioctl(self, request, argument):
        return argument & 5 if request == POLL else 0

    def readinto(self, buffer):
        for i in range(len(buffer)):
            buffer[i] = 0x0A
        return len(buffer)

    def write(self, data):
        return len(data)


values = []
new = asyncio.Event()
lock = asyncio.Lock()
led = 0
lines = 0


async def sensor():
    n = 0
    while True:
        async with lock:
            values.append(n)
            n = n + 1 & 255
        new.set()
        await asyncio.sleep_ms(0)
        await asyncio.sleep_ms(0)


async def serial(stream):
    global lines
    while True:
        await stream.readline()
        stream.write(b"ok\n")
        await stream.drain()
        lines += 1


async def heartbeat():
    global led
    while True:
        led ^= 1
        await asyncio.sleep_ms(0)


async def main():
    beside = [sensor(), serial(asyncio.StreamReader(Port())), heartbeat()]
    beside = [asyncio.create_task(coro) for coro in beside]
    await asyncio.sleep_ms(0)
    start = clock()
    taken = 0
    while taken < ROUNDS:
        await asyncio.wait_for_ms(new.wait(), 1000)
        new.clear()
        async with lock:
            taken += len(values)
            values.clear()
    figure(clock() - start, taken)
    for task in beside:
        task.cancel()


asyncio.run(main())
