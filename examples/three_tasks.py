# A machine that watches something, as three tasks and a heartbeat on one loop:
#
#   snapshots   takes a frame of the sensor at a fixed rate
#   uploader    posts each result to a server
#   commands    reads lines from a UART; `rate 50` sets a frame each 50 ms
#   heartbeat   blinks, to show that no task blocks
#
# On unix the UART is a pseudo-terminal, the sensor is simulated, and the server runs here too, slowly on purpose. At the end
# one coroutine forgets to await, and the example shows what happens.
#
#   build/unix/micropython examples/three_tasks.py

import asyncio
import time


class Sensor:
    """Gives small grey pictures with a bright dot that moves."""

    def __init__(self):
        self.frames = 0

    def capture(self):
        self.frames += 1
        frame = bytearray(64)
        frame[self.frames % 64] = 255
        return frame


class Lateness:
    """How late a task that wants to run at fixed times does run."""

    def __init__(self):
        self.worst_ms = 0

    def note(self, due):
        self.worst_ms = max(self.worst_ms, time.ticks_diff(time.ticks_ms(), due))


class Rate:
    def __init__(self, ms):
        self.ms = ms
        self.changes = 0


async def snapshots(sensor, rate, results, lateness):
    due = time.ticks_ms()
    while True:
        lateness.note(due)
        frame = sensor.capture()
        results.append((sensor.frames, frame.find(b"\xff")))
        # A fixed rate: the next time counts from the one before, not from now.
        due = time.ticks_add(due, rate.ms)
        await asyncio.sleep_ms(max(0, time.ticks_diff(due, time.ticks_ms())))


async def uploader(port, results, posted):
    while True:
        while not results:
            await asyncio.sleep_ms(5)
        number, position = results.pop(0)
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(f"POST /frame/{number} HTTP/1.0\r\n\r\n{position}\n")
            await writer.drain()
            answer = await asyncio.wait_for(reader.readline(), 1)
            posted.append((number, answer))
            writer.close()
            await writer.wait_closed()
        except (OSError, asyncio.TimeoutError) as error:
            print("upload of frame", number, "failed:", error)


async def commands(uart, rate):
    reader = asyncio.StreamReader(uart)
    while True:
        words = (await reader.readline()).decode().split()
        if len(words) == 2 and words[0] == "rate" and words[1].isdigit():
            rate.ms = int(words[1])
            rate.changes += 1
            print("UART: a frame each", rate.ms, "ms")
        else:
            print("UART: unknown command", words)


async def heartbeat(beats, lateness):
    due = time.ticks_ms()
    while True:
        lateness.note(due)
        beats.append(due)
        due = time.ticks_add(due, 100)
        await asyncio.sleep_ms(max(0, time.ticks_diff(due, time.ticks_ms())))


# The other ends, which on a board are other machines.


async def collector(reader, writer):
    """The server that frames are posted to. It takes 20 ms for each."""
    number = (await reader.readline()).decode().split()[1]
    await asyncio.sleep_ms(20)
    writer.write(f"HTTP/1.0 200 got {number}\r\n")
    await writer.drain()
    writer.close()
    await writer.wait_closed()


async def operator(cable):
    await asyncio.sleep_ms(500)
    cable.write(b"rate 50\n")
    await asyncio.sleep_ms(500)
    cable.write(b"rate 200\n")


def open_uart():
    """A pseudo-terminal: (the UART, the other end of its cable). On a board: machine.UART(1, 115200)."""
    import termios

    import ffi

    libc = ffi.open(None)
    number = libc.func("i", "posix_openpt", "i")(0o402)
    libc.func("i", "grantpt", "i")(number)
    libc.func("i", "unlockpt", "i")(number)
    name = libc.func("s", "ptsname", "i")(number)
    uart = open(name, "r+b", buffering=0)  # noqa: SIM115
    # Bytes as they come, without echo.
    termios.setraw(uart.fileno())
    return uart, open(number, "wb", buffering=0)


async def forgetful(lateness):
    """Works for 300 ms without an await: while it does, nothing else can run."""
    start = time.ticks_ms()
    while time.ticks_diff(time.ticks_ms(), start) < 300:
        pass
    lateness.worst_ms = 0
    await asyncio.sleep_ms(200)


async def main():
    sensor, rate, results, posted, beats = Sensor(), Rate(100), [], [], []
    frames_late, beats_late = Lateness(), Lateness()
    uart, cable = open_uart()
    async with await asyncio.start_server(collector, "127.0.0.1", 8009):
        tasks = [
            asyncio.create_task(snapshots(sensor, rate, results, frames_late)),
            asyncio.create_task(uploader(8009, results, posted)),
            asyncio.create_task(commands(uart, rate)),
            asyncio.create_task(heartbeat(beats, beats_late)),
            asyncio.create_task(operator(cable)),
        ]
        await asyncio.sleep_ms(1500)
        print(f"{sensor.frames} frames, {len(posted)} posted, {len(beats)} heartbeats, {rate.changes} changes of the rate")
        print(f"latest frame {frames_late.worst_ms} ms late, latest heartbeat {beats_late.worst_ms} ms late")

        # A coroutine that is called but not awaited does nothing at all: no error, no effect.
        asyncio.sleep_ms(500)
        # One that computes on and on without an await stops everybody else. `await asyncio.sleep_ms(0)` in its loop is
        # all that it needs.
        beats_late.worst_ms = 0
        await forgetful(Lateness())
        print(f"a task did not await for 300 ms: a heartbeat was {beats_late.worst_ms} ms late")
        for task in tasks:
            task.cancel()
    print("done")


asyncio.run(main())
