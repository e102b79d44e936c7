"""Tests of scripts on the emulated Pico, whose pins or line the emulator drives meanwhile."""

import argparse
import pathlib

from .board import BoardError
from .raw_repl import Hang, RawRepl
from .rp2 import Rp2

TIMEOUT_S = 300


def run_driven(image, script, request, **constants):
    """What the script printed, and the emulator's answer to the request (rp2.mjs lists them)."""
    board = Rp2(image)
    board.start()
    try:
        repl = RawRepl(board)
        repl.enter()
        board.send(request)
        source = "".join(f"{key} = {value!r}\n" for key, value in constants.items()) + script.read_text()
        out, err = repl.run(source.encode(), TIMEOUT_S)
        if err:
            raise BoardError(f"{script.name}: {err.decode(errors='replace').strip().splitlines()[-1]}")
        return out.decode().strip(), board.answer(10)
    finally:
        board.stop()


def main(description, make_checks):
    """A test's command line, and its sum. make_checks(image, check) calls check(name, said, expected) for each. Returns the exit status."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("image", type=pathlib.Path)
    parser.add_argument("--result", type=pathlib.Path, help="file for `passed failed`")
    args = parser.parse_args()
    passed = failed = 0

    def check(name, said, expected):
        nonlocal passed, failed
        if said == expected:
            passed += 1
            print(f"pass {name}: {said}")
        else:
            failed += 1
            print(f"FAIL {name}: {said!r}, not {expected!r}")

    try:
        make_checks(args.image, check)
    except (BoardError, Hang) as problem:
        failed += 1
        print(f"FAIL {problem}")
    if args.result:
        args.result.parent.mkdir(parents=True, exist_ok=True)
        args.result.write_text(f"{passed} {failed}\n")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0
