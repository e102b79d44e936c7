# Oracle: reasoned: each byte comes once, whenever the collector runs
# What a finaliser writes to the stream, while the collector runs within another write to it, is not lost.
import asyncio
import gc
import io

try:
    import tls
except ImportError:
    print("SKIP: this firmware has no TLS")
    raise SystemExit


class Sink(io.IOBase):
    def __init__(self):
        self.room = False
        self.taken = bytearray()

    def ioctl(self, request, flags):
        return flags & 4 if request == 3 and self.room else 0 if request == 3 else -1

    def write(self, data):
        if not self.room:
            return None
        self.taken.extend(data)
        return len(data)


class Last(io.IOBase):
    """Writes to the stream when its TLS stream, which nothing refers to, is collected."""

    def ioctl(self, request, flags):
        if request == 4:
            late.append(1)
            stream.write(LATE)
            return 0
        return -1

    def read(self, size):
        return None

    def write(self, data):
        return None


LATE = b"late"
late = []
stream = None


def drop():
    context = tls.SSLContext(tls.PROTOCOL_TLS_CLIENT)
    context.verify_mode = tls.CERT_NONE
    return context.wrap_socket(Last(), do_handshake_on_connect=False)


def forget(depth=20):
    # So that the stack has no trace of it.
    return depth and forget(depth - 1)


def write_in_collection():
    """What the stream has to write when a finaliser has written during the third write."""
    global stream
    sink = Sink()
    stream = asyncio.StreamWriter(sink)
    first, second, third = bytearray(b"a" * 10), bytearray(b"b" * 10), bytearray(b"c" * 1000)
    stream.write(first)
    stream.write(second)
    kept = [drop()]
    forget()
    gc.collect()
    late.clear()
    # From here on each allocation collects.
    gc.threshold(1)
    kept[0] = None
    stream.write(third)
    gc.threshold(-1)
    return sink


async def main():
    # Something on the stack may look like the address of the dropped object.
    for _ in range(20):
        sink = write_in_collection()
        if late:
            break
    print("collected within the write", late == [1])
    sink.room = True
    await stream.drain()
    taken = bytes(sink.taken)
    print(len(taken), [taken.count(part) for part in (b"a", b"b", b"c", LATE)])


asyncio.run(main())
