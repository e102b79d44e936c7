"""Runs scripts over MicroPython's raw REPL, pasted with flow control ("raw paste mode")."""

import time

from .board import BoardError

CTRL_A, CTRL_B, CTRL_C, CTRL_D, CTRL_E = b"\x01", b"\x02", b"\x03", b"\x04", b"\x05"
PROMPT = b"raw REPL; CTRL-B to exit\r\n>"
SECONDS_BEFORE_NUDGE = 0.5
RAW_PASTE = CTRL_E + b"A" + CTRL_A


class Hang(Exception):
    """The board said nothing that was waited for; `output` is what it had said until then."""

    def __init__(self, waited_for, seconds, output):
        super().__init__(f"nothing more for {waited_for} after {seconds:g} s")
        self.output = output


class RawRepl:
    def __init__(self, board):
        self.board = board
        self.pending = b""

    def read_until(self, end, timeout, waited_for, on_data=None):
        """All up to and with `end`; what follows stays for the next call."""
        deadline = time.monotonic() + timeout
        searched = 0
        while (at := self.pending.find(end, searched)) < 0:
            searched = max(0, len(self.pending) - len(end) + 1)
            left = deadline - time.monotonic()
            data = self.board.read(min(left, 1.0)) if left > 0 else b""
            if not data and time.monotonic() >= deadline:
                output, self.pending = self.pending, b""
                raise Hang(waited_for, timeout, output)
            self.pending += data
            if on_data and data:
                on_data(data)
        found, self.pending = self.pending[: at + len(end)], self.pending[at + len(end) :]
        return found

    def _read_bytes(self, count, timeout, waited_for):
        deadline = time.monotonic() + timeout
        while len(self.pending) < count:
            left = deadline - time.monotonic()
            if left <= 0:
                raise Hang(waited_for, timeout, self.pending)
            self.pending += self.board.read(left)
        found, self.pending = self.pending[:count], self.pending[count:]
        return found

    def enter(self, timeout=10):
        """To the raw prompt, from the friendly REPL or from a script that runs."""
        self.board.write(CTRL_C + CTRL_C + CTRL_A)
        deadline = time.monotonic() + timeout
        while True:
            left = deadline - time.monotonic()
            try:
                return self.read_until(PROMPT, min(max(0, left), SECONDS_BEFORE_NUDGE), "the raw REPL's prompt")
            except Hang as hang:
                if left <= SECONDS_BEFORE_NUDGE:
                    raise Hang("the raw REPL's prompt", timeout, hang.output) from None
                self.pending = hang.output
                self.board.nudge()

    def soft_reset(self, timeout=10):
        """A fresh heap and fresh modules; ends at the raw prompt again."""
        self.board.write(CTRL_D)
        self.read_until(b"soft reboot\r\n", timeout, "the soft reboot")
        self.read_until(PROMPT, timeout, "the raw REPL's prompt after the soft reboot")

    def paste(self, source, timeout):
        """Send `source`, which then runs; its output is for the caller to read."""
        self.board.write(RAW_PASTE)
        answer = self._read_bytes(2, timeout, "the answer to raw paste")
        if answer != b"R\x01":
            raise BoardError(f"the firmware has no raw paste mode (it answered {answer!r})")
        window = int.from_bytes(self._read_bytes(2, timeout, "the window of raw paste"), "little")
        left = window
        at = 0
        while at < len(source):
            while left == 0 or self.pending:
                flow = self._read_bytes(1, timeout, "room for more of the script")
                if flow == CTRL_D:
                    # The compiler has seen enough (an error, or no memory): its message follows.
                    self.board.write(CTRL_D)
                    return
                left += window
            part = source[at : at + left]
            self.board.write(part)
            at += len(part)
            left -= len(part)
            self.pending += self.board.read(0)
        self.board.write(CTRL_D)
        self.read_until(CTRL_D, timeout, "the end of the script's compilation")

    def run(self, source, timeout, on_data=None):
        """(stdout, stderr) of `source`; raises Hang if it takes longer than `timeout` seconds. `on_data` is called with what
        comes in, as it comes."""
        self.paste(source, 10)
        if on_data and self.pending:
            on_data(self.pending)
        out = self.read_until(CTRL_D, timeout, "the end of the script", on_data)
        err = self.read_until(CTRL_D, 10, "the end of the script's error")
        self.read_until(b">", 10, "the prompt")
        return out[:-1].replace(b"\r\n", b"\n"), err[:-1].replace(b"\r\n", b"\n")
