# Repairs: a stream's own code that ends the read under way and begins another mixes the two. Not shown on stock: its reads are coroutines.
# Oracle: reasoned: the first read was thrown into, so it ends with an error; the second gets all that comes, once
import asyncio
import io

DATA = bytes(range(250)) * 4


class Source(io.IOBase):
    def __init__(self):
        self.at = 0
        self.victim = self.stream = self.second = None

    def ioctl(self, request, arg):
        return arg if request == 3 else -1

    def reenter(self):
        if self.victim:
            victim, self.victim = self.victim, None
            try:
                victim.throw(ValueError("thrown by the stream"))
            except ValueError as error:
                print(error)
            self.second = self.stream.readexactly(300)

    def read(self, count=-1):
        self.reenter()
        got = DATA[self.at : self.at + min(count, 100)]
        self.at += len(got)
        return got

    def readinto(self, buffer):
        got = self.read(len(buffer))
        buffer[: len(got)] = got
        return len(got)

    def write(self, data):
        return len(data)


async def by_method():
    source = Source()
    source.stream = asyncio.StreamReader(source)
    first = source.victim = source.stream.readexactly(900)
    try:
        print("first", len(await first))
    except RuntimeError as error:
        print(error)
    got = await source.second
    print("second", len(got))
    print(len(await source.stream.readexactly(200)))


asyncio.run(by_method())
