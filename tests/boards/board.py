"""What every board driver offers, whatever is behind it: an emulator, a chip on a cable, a process."""

import abc
import time

PROMPT = b">>> "


class BoardError(Exception):
    """The board cannot be started, or it has gone."""


class Board(abc.ABC):
    """A machine with MicroPython's REPL on a serial line. RawRepl speaks to it; run.py makes it by name."""

    # The seconds of wall-clock time that one second of this board's work may take: run.py's timeouts are stretched by it.
    slowness = 1

    # Modules that the firmware has and this board can't serve, each with the reason: scripts that import one are skipped.
    lacks = {}

    # How a script reads the clock that a measurement is to use, and how many units (of UNIT) one count of it is.
    CLOCK = "time.ticks_us()"
    UNIT = "us"
    UNITS_PER_COUNT = 1

    @abc.abstractmethod
    def start(self):
        """Boot. Raises BoardError with one line that says what is missing."""

    @abc.abstractmethod
    def read(self, timeout):
        """What has come in, waiting up to `timeout` seconds for the first byte; b"" if nothing came. Raises BoardError (or
        EOFError) if the board has gone."""

    @abc.abstractmethod
    def write(self, data):
        """Send all of `data`."""

    def await_prompt(self, seconds):
        """Reads as far as the prompt of the REPL. Raises BoardError if it has not come within `seconds`."""
        deadline = time.monotonic() + seconds
        said = b""
        while PROMPT not in said:
            if time.monotonic() > deadline:
                raise BoardError(f"no prompt within {seconds} s but {said!r}: {self.diagnose()}")
            said += self.read(1)

    @abc.abstractmethod
    def stop(self):
        """Switch off. May be called twice."""

    def nudge(self):
        """Have the board look at its input again, where one that has not answered may have overlooked it."""

    def diagnose(self):
        """Where the program hangs: the program counter, by function name if the firmware has names."""
        return "this board cannot tell its program counter"
