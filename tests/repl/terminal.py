"""The unix firmware with a terminal of its own: what is typed, and what it says."""

import os
import pty
import select
import signal
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))

from boards.board import Board, BoardError


class Terminal(Board):
    """Also a board for the tests of boards."""

    def __init__(self, firmware, script):
        self.command = [str(firmware), str(script)]
        self.process = None
        self.line = None
        self.said = b""

    def start(self):
        self.process, self.line = pty.fork()
        if self.process == 0:
            os.execv(self.command[0], self.command)

    def read(self, timeout):
        if not select.select([self.line], [], [], max(0, timeout))[0]:
            return b""
        try:
            data = os.read(self.line, 65536)
        except OSError:
            data = b""
        if not data:
            raise BoardError("the program has ended")
        return data

    def write(self, data):
        while data:
            data = data[os.write(self.line, data) :]

    def stop(self):
        if self.process is not None:
            os.kill(self.process, signal.SIGKILL)
            os.waitpid(self.process, 0)
            os.close(self.line)
            self.process = None

    def expect(self, end, seconds=20):
        """All that it says up to and with `end`."""
        deadline = time.monotonic() + seconds
        while end not in self.said:
            left = deadline - time.monotonic()
            if left <= 0:
                said, self.said = self.said, b""
                raise BoardError(f"said {said!r}, and not {end!r}")
            self.said += self.read(left)
        at = self.said.index(end) + len(end)
        found, self.said = self.said[:at], self.said[at:]
        return found

    def ended(self, seconds=20):
        """All that it still says before its end, and its exit status."""
        deadline = time.monotonic() + seconds
        try:
            while time.monotonic() < deadline:
                self.said += self.read(1)
        except BoardError:
            _, status = os.waitpid(self.process, 0)
            os.close(self.line)
            self.process = None
            return self.said, os.waitstatus_to_exitcode(status)
        raise BoardError(f"has not ended, and said {self.said!r}")
