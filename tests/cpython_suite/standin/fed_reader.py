"""CPython's StreamReader, which its tests feed by hand: ours over an object that holds what was fed."""

import asyncio as real
import io

from not_runnable import not_runnable

_IOCTL_POLL = 3
_READABLE = 1


class _Fed(io.IOBase):
    def __init__(self):
        self.data = b""
        self.ended = False

    def ioctl(self, request, flags):
        if request != _IOCTL_POLL:
            return -1
        return flags & _READABLE if self.data or self.ended else 0

    def readinto(self, buffer):
        if not self.data:
            return 0 if self.ended else None
        count = min(len(buffer), len(self.data))
        buffer[:count] = self.data[:count]
        self.data = self.data[count:]
        return count

    def read(self, count=-1):
        if not self.data and not self.ended:
            return None
        count = len(self.data) if count < 0 else count
        data, self.data = self.data[:count], self.data[count:]
        return data

    def readline(self):
        return self.read(self.data.find(b"\n") + 1 or -1)


class StreamReader:
    def __init__(self, limit=2**16, loop=None):
        self._fed = _Fed()
        self._reader = real.StreamReader(self._fed) if limit == 2**16 else real.StreamReader(self._fed, limit=limit)
        for name in ("read", "readline", "readexactly", "readuntil"):
            setattr(self, name, getattr(self._reader, name))

    def feed_data(self, data):
        self._fed.data += data

    def feed_eof(self):
        self._fed.ended = True

    @property
    def _buffer(self):
        """What is still to be read: it is read, outside of the loop, and given back."""
        ended, self._fed.ended = self._fed.ended, True
        data = real.run(self._reader.read(-1))
        self._fed.data, self._fed.ended = data, ended
        return data

    set_exception = at_eof = exception = not_runnable("StreamReader's insides, which transports and protocols use")
