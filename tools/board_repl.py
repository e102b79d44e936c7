"""The raw REPL of a program that runs `asyncio.repl`, on a serial port: for the tools that look into it. Needs no package."""

import os
import select
import termios
import time
import tty

PROMPT = b"raw REPL; CTRL-B to exit\r\n>"
SECONDS = 10


class NoAnswer(Exception):
    """The message is for the user."""


class BoardRepl:
    def __init__(self, port):
        try:
            self.line = os.open(port, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
            tty.setraw(self.line)
            settings = termios.tcgetattr(self.line)
            settings[4] = settings[5] = termios.B115200
            termios.tcsetattr(self.line, termios.TCSANOW, settings)
        except (OSError, termios.error) as problem:
            raise NoAnswer(f"{port}: {problem}: is the board plugged in, and no other program on the port?") from None
        self.port = port
        self.said = b""

    def _write(self, data):
        while data:
            select.select([], [self.line], [], SECONDS)
            data = data[os.write(self.line, data) :]

    def _until(self, end):
        deadline = time.monotonic() + SECONDS
        while end not in self.said:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.line], [], [], left)[0]:
                raise NoAnswer(f"{self.port}: no raw REPL answers: does the program run asyncio.repl? It said {self.said[-60:]!r}")
            self.said += os.read(self.line, 65536)
        found, _, self.said = self.said.partition(end)
        return found

    def __enter__(self):
        # A program without asyncio.repl is interrupted by this, as by any tool.
        self._write(b"\x03\x01")
        self._until(PROMPT)
        return self

    def __exit__(self, *_):
        self._write(b"\x02")
        os.close(self.line)

    def run(self, source):
        """What `source` prints."""
        self._write(source.encode() + b"\x04")
        self._until(b"OK")
        printed = self._until(b"\x04").decode().replace("\r\n", "\n")
        error = self._until(b"\x04>").decode()
        if error:
            raise NoAnswer(f"{self.port}: the board says {error.strip().splitlines()[-1]}")
        return printed
