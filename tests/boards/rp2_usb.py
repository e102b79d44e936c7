"""The USB image of the Pico: boots to its REPL over USB in the emulator, and examples/hello.py runs there.

    python3 tests/boards/rp2_usb.py firmware.uf2 [--result FILE]

The example must get to its last line, with its events in the order of their times. Last line: `N passed, N failed`.
"""

import argparse
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from boards.board import BoardError
from boards.raw_repl import Hang, RawRepl
from boards.rp2 import Rp2

HELLO = pathlib.Path(__file__).resolve().parents[2] / "examples/hello.py"
LAST_LINE = "did not wait 10 s"
SCRIPT_TIMEOUT_S = 60


def repl_answers(repl):
    out, err = repl.run(b"import asyncio, sys; print(sys.platform, 6 * 7)", SCRIPT_TIMEOUT_S)
    return (out, err) == (b"rp2 42\n", b""), out + err


def hello_runs(repl):
    out, err = repl.run(HELLO.read_bytes(), SCRIPT_TIMEOUT_S)
    events = re.findall(r"^ *(\d+) ms  (.*)$", out.decode(), re.MULTILINE)
    in_order = [int(ms) for ms, _ in events] == sorted(int(ms) for ms, _ in events)
    return not err and in_order and bool(events) and LAST_LINE in events[-1][1], out + err


def survives_soft_reset(repl):
    repl.soft_reset(SCRIPT_TIMEOUT_S)
    return hello_runs(repl)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("image", type=pathlib.Path)
    parser.add_argument("--result", type=pathlib.Path)
    arguments = parser.parse_args()
    passed = failed = 0
    board = Rp2(arguments.image, usb=True)
    try:
        board.start()
        repl = RawRepl(board)
        repl.enter()
        for check in (repl_answers, hello_runs, survives_soft_reset):
            good, output = check(repl)
            print(f"{'pass' if good else 'FAIL'} {check.__name__}", flush=True)
            if good:
                passed += 1
            else:
                failed += 1
                print(output.decode(errors="replace"))
    except (BoardError, Hang) as error:
        failed += 1
        print(f"FAIL {error}")
    finally:
        board.stop()
    if arguments.result:
        arguments.result.parent.mkdir(parents=True, exist_ok=True)
        arguments.result.write_text(f"{passed} {failed}\n")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
