"""A real board on a serial port: /dev/ttyACM0, COM3, or whatever pyserial can open (tools/setup.sh board installs it)."""

from .board import Board, BoardError

BAUD = 115200
MODULES = ("os", "socket", "_thread", "machine")
PROBE = "".join(f"try:\n import {name}\nexcept ImportError:\n print('{name}')\n" for name in MODULES)


class SerialPort(Board):
    def __init__(self, port, baud=BAUD):
        self.port = port
        self.baud = baud
        self.line = None
        # Filled by `probe`: what this board's firmware has not.
        self.lacks = {}

    def start(self):
        try:
            import serial
        except ImportError:
            raise BoardError("pyserial is missing: run tools/setup.sh board, or pip install pyserial") from None
        self.error = serial.SerialException
        try:
            self.line = serial.Serial(self.port, self.baud, timeout=0, write_timeout=10, exclusive=True)
        except (serial.SerialException, OSError, ValueError) as problem:
            raise BoardError(f"{self.port} can't be opened: {problem}; is the board plugged in, and no other program on the port?") from None

    def probe(self, repl):
        """Ask the firmware which modules it lacks, so that the scripts that need them are skipped."""
        out, _ = repl.run(PROBE.encode(), 10)
        self.lacks = {name: f"this firmware has no module {name}" for name in out.decode().split()}

    def read(self, timeout):
        try:
            self.line.timeout = max(0, timeout)
            data = self.line.read(1)
            return data + self.line.read(self.line.in_waiting) if data else b""
        except (self.error, OSError, TypeError) as gone:
            raise BoardError(f"{self.port} has gone: {gone}") from None

    def write(self, data):
        try:
            self.line.write(data)
        except (self.error, OSError) as gone:
            raise BoardError(f"{self.port} has gone: {gone}") from None

    def stop(self):
        if self.line is not None:
            self.line.close()
            self.line = None
