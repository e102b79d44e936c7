#!/usr/bin/env python3
"""Bytes that reach QEMU before the firmware enables its serial port arrive all the same.

    upstream_qemu_early_input.py --board NAME --firmware FILE [--result FILE]

Last line: `N passed, N failed`.
"""

import argparse
import pathlib
import sys

from boards.qemu import MACHINES, QemuBoard
from boards.raw_repl import Hang, RawRepl

STARTS = 10
SECONDS = 10


def enters(machine, firmware):
    board = QemuBoard(machine, firmware, paused=True)
    board.start()
    try:
        repl = RawRepl(board)
        board.write(b"\x01")
        # QEMU asks the port now whether it takes a byte, is refused, and waits.
        board.nudge()
        board.monitor.human("cont")
        repl.enter(SECONDS)
        return True
    except Hang as hang:
        print(f"FAIL {machine}: {hang}; it said {hang.output!r}")
        return False
    finally:
        board.stop()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--board", choices=MACHINES, required=True)
    parser.add_argument("--firmware", type=pathlib.Path, required=True)
    parser.add_argument("--result", type=pathlib.Path, help="file for `passed failed skipped`")
    args = parser.parse_args()
    passed = sum(enters(args.board, args.firmware) for _ in range(STARTS))
    failed = STARTS - passed
    if args.result:
        args.result.parent.mkdir(parents=True, exist_ok=True)
        args.result.write_text(f"{passed} {failed} 0\n")
    print(f"{passed} passed, {failed} failed")
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
