"""A board whose three tasks keep a rhythm beside a prompt (program.py), with its serial port as a terminal device."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from boards.qemu import MACHINES, QemuBoard
from boards.raw_repl import RawRepl
from boards.rp2 import Rp2
from boards.unicorn_board import UNICORN_BOARDS, UnicornBoard
from bridge import Bridge
from terminal import Terminal

HERE = pathlib.Path(__file__).resolve().parent
READY = b"tasks run\r\n>>> "
SECONDS = 60
# The Pico's prompt is on UART0, or on USB.
BOARDS = ("unix", *MACHINES, *UNICORN_BOARDS, "rp2", "rp2_usb")


class RunningBoard:
    def __init__(self, name, firmware):
        self.name = name
        self.firmware = firmware
        self.board = self.bridge = None

    @property
    def has_files(self):
        """Whether a tool may write files there: those of unix are the host's."""
        return self.name != "unix"

    @property
    def port(self):
        return self.bridge.port

    def __enter__(self):
        try:
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _start(self):
        if self.name == "unix":
            self.board = Terminal(self.firmware, HERE / "program.py")
            self.board.start()
            self.board.expect(READY)
        else:
            if self.name in MACHINES:
                self.board = QemuBoard(self.name, self.firmware)
            elif self.name in UNICORN_BOARDS:
                self.board = UnicornBoard(self.name, self.firmware)
            else:
                self.board = Rp2(self.firmware, usb=self.name == "rp2_usb")
            self.board.start()
            repl = RawRepl(self.board)
            repl.enter(SECONDS)
            # The Pico has its files in flash.
            disk = b"" if self.name.startswith("rp2") else (HERE / "ram_disk.py").read_bytes()
            repl.paste(disk + (HERE / "program.py").read_bytes(), SECONDS)
            repl.read_until(READY, SECONDS, "the tasks")
        self.bridge = Bridge(self.board)

    def __exit__(self, *_):
        if self.bridge:
            self.bridge.close()
        if self.board:
            self.board.stop()
