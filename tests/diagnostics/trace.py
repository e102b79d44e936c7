# asyncio.trace: what a small program leaves in the ring, in order.
import asyncio
import io

trace = asyncio.trace


async def sleeper():
    await asyncio.sleep_ms(2)


async def waiter(event):
    await event.wait()


async def main():
    event = asyncio.Event()
    first = asyncio.create_task(waiter(event))
    second = asyncio.create_task(sleeper())
    await asyncio.sleep_ms(0)
    event.set()
    await first
    await second
    third = asyncio.create_task(sleeper())
    await asyncio.sleep_ms(0)
    third.cancel()
    try:
        await third
    except asyncio.CancelledError:
        pass


def dumped():
    stream = io.StringIO()
    trace.dump(stream)
    return stream.getvalue().split("\n")


def show():
    """The records without their times, and with small numbers for tasks and objects."""
    lines = dumped()
    words = lines[1].split()
    print(lines[0], words[0::2], "lost", words[3], lines[-2:])
    numbers = {"0": "0"}
    for line in lines[2:-2]:
        _, kind, subject, further, detail, name = line.split(" ")
        subject = numbers.setdefault(subject, str(len(numbers)))
        # An end of the wait, a time asleep or late, is the machine's.
        is_time = kind in ("due", "idle") or detail == "sleeping"
        further = "-" if is_time else numbers.setdefault(further, str(len(numbers)))
        if kind not in ("gc", "gcend", "idle", "awake"):
            print(kind, subject, further, detail, name)


print(trace.is_running())
asyncio.run(main())
show()
trace.start()
print(trace.is_running())
asyncio.run(main())
trace.stop()
print(trace.is_running())
asyncio.run(main())
show()
trace.clear()
show()

# The ring keeps the end.
trace.start()


async def spin():
    for _ in range(20000):
        await asyncio.sleep_ms(0)


asyncio.run(spin())


class Head(io.IOBase):
    """Keeps the first lines only: a full ring may be larger than the heap."""

    text = ""

    def write(self, data):
        if len(self.text) < 100:
            self.text += bytes(data).decode()
        return len(data)


head = Head()
trace.dump(head)
words = head.text.split("\n")[1].split()
# Two for each step and two for the task; a collection may add some.
print(int(words[1]) >= 256, int(words[1]) + int(words[3]) >= 40004, trace.is_running())
trace.stop()
trace.clear()
for bad in (1, "file"):
    try:
        trace.dump(bad)
    except OSError as error:
        print("OSError", error.args[0])
