#!/usr/bin/env python3
"""Runs tools/board_report.py on an emulated board that stands behind a pty, as a real one stands behind /dev/ttyACM0.

    board_report_test.py --firmware ours=FILE --firmware stock=FILE [--result FILE]

Last line: `N passed, N failed`.
"""

import argparse
import contextlib
import os
import pathlib
import pty
import select
import subprocess
import sys
import tempfile
import threading
import tty

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from boards.board import BoardError
from boards.qemu import QemuBoard

MACHINE = "MPS2_AN385"
REPORT = ROOT / "tools/board_report.py"


@contextlib.contextmanager
def plugged_in(firmware):
    """The path of a terminal with the machine at its other end. Time is the host's: over a port nobody can tell instructions."""
    board = QemuBoard(MACHINE, firmware)
    ours, theirs = pty.openpty()
    tty.setraw(theirs)
    stop = threading.Event()
    board.start()

    def copy():
        with contextlib.suppress(BoardError, OSError):
            while not stop.is_set():
                if select.select([ours], [], [], 0.001)[0]:
                    board.write(os.read(ours, 4096))
                data = board.read(0.001)
                if data:
                    os.write(ours, data)

    copier = threading.Thread(target=copy)
    copier.start()
    try:
        yield os.ttyname(theirs)
    finally:
        stop.set()
        copier.join()
        board.stop()
        os.close(ours)
        os.close(theirs)


class Checks:
    def __init__(self, firmware, folder):
        self.firmware = firmware
        self.out = folder / "report.md"

    def report(self, port, *options):
        done = subprocess.run(
            [sys.executable, REPORT, port, "--quick", "--out", self.out, *options], capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout + done.stderr

    def check_ours(self):
        with plugged_in(self.firmware["ours"]) as port:
            status, said = self.report(port)
        assert status == 0, said
        text = self.out.read_text()
        for needed in ("## Board report:", "### mpy-asyncio 0", "| upstream |", "| conformance |", "| interrupts |",
                       "| switch between 10 tasks |", "| timer to task, 0 others ready, median |"):  # fmt: skip
            assert needed in text, f"{needed} is missing:\n{text}"

    def check_stock(self):
        with plugged_in(self.firmware["stock"]) as port:
            status, said = self.report(port)
        assert status == 0, said
        text = self.out.read_text()
        assert "### stock" in text and "| conformance |" not in text, text
        # Stock's sleeps may end early: the report says what failed.
        assert "interrupted_sleep.py failed" in text, text

    def check_runner_on_port(self):
        """tests/run.py --port is the same runner; a script that fails is told."""
        wrong = self.out.with_name("wrong.py")
        wrong.write_text("print(1)\n")
        wrong.with_name("wrong.py.exp").write_text("2\n")
        python = ROOT / ".cache/board/bin/python"
        with plugged_in(self.firmware["ours"]) as port:
            done = subprocess.run(
                [python, ROOT / "tests/run.py", "--port", port, ROOT / "tests/conformance/names/version.py", wrong],
                capture_output=True,
                text=True,
                check=False,
            )
        assert done.returncode == 1 and "1 passed, 1 failed" in done.stdout, done.stdout + done.stderr

    def check_no_such_port(self):
        status, said = self.report("/nowhere/ttyACM0")
        assert status == 1 and "/nowhere/ttyACM0 can't be opened" in said, said


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--firmware", action="append", required=True)
    parser.add_argument("--result", type=pathlib.Path)
    args = parser.parse_args()
    firmware = {name: pathlib.Path(path) for name, path in (one.split("=", 1) for one in args.firmware)}
    passed = failed = 0
    for name in sorted(name for name in dir(Checks) if name.startswith("check_")):
        with tempfile.TemporaryDirectory() as folder:
            try:
                getattr(Checks(firmware, pathlib.Path(folder)), name)()
                passed += 1
                print("pass", name, flush=True)
            except AssertionError as error:
                failed += 1
                print("FAIL", name, error, flush=True)
    if args.result:
        args.result.parent.mkdir(parents=True, exist_ok=True)
        args.result.write_text(f"{passed} {failed}\n")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
