"""The unix firmware: each script is a process of its own."""

import pathlib
import subprocess
import tempfile

from .board import BoardError
from .raw_repl import Hang


class UnixProcess:
    CLOCK = "time.ticks_us()"
    UNIT = "us"
    UNITS_PER_COUNT = 1

    def __init__(self, firmware):
        self.firmware = pathlib.Path(firmware)

    def run(self, source, timeout, folder):
        """(output, error output) of `source`, run in `folder`."""
        if not self.firmware.is_file():
            raise BoardError(f"{self.firmware}: no such firmware: make firmware PORT=unix")
        with tempfile.NamedTemporaryFile(suffix=".py") as script:
            script.write(source)
            script.flush()
            command = [str(self.firmware), script.name]
            try:
                done = subprocess.run(
                    command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, timeout=timeout, check=False
                )
            except subprocess.TimeoutExpired as late:
                raise Hang("the end of the script", timeout, late.stdout or b"") from None
        error = done.stderr
        if done.returncode < 0:
            error += b"ended by signal %d\n" % -done.returncode
        return done.stdout, error
