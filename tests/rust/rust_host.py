#!/usr/bin/env python3
"""Builds and runs examples/rust-host, and builds it with what a user may forget: rust_host.py --micropython-dir DIR --target-dir DIR --result FILE

Of each mistake one line of cargo's has to tell what to do.
"""

import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples/rust-host"
PRINTED = "fast 0\nfast 1\nslow 0\nfast 2\nslow 1\nslow 2\ndone\n"
RAISES = "import asyncio\nasync def f():\n    1 / 0\nasyncio.run(f())\n"


def cargo(args, environment, *arguments):
    """cargo's exit code and what it and the program print."""
    command = [os.environ.get("CARGO") or "cargo", "--quiet", *arguments]
    variables = {name: value for name, value in os.environ.items() if not name.startswith("MICROPY")}
    variables |= {"CARGO_TARGET_DIR": str(args.target_dir), **environment}
    done = subprocess.run(command, cwd=EXAMPLE, env=variables, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    return done.returncode, done.stdout, done.stderr


def cases(args, folder):
    """Each with its name, variables, arguments of the program, exit code, what it prints, and a part of what it complains."""
    tree = {"MICROPYTHON_DIR": str(args.micropython_dir)}
    raising = folder / "raises.py"
    raising.write_text(RAISES)
    port = folder / "port"
    port.mkdir()
    (port / "port.txt").write_text("source gone.c\n")
    wrong = folder / "wrong"
    wrong.mkdir()
    (wrong / "port.txt").write_text("sources port.c\n")
    broken = folder / "broken"
    shutil.copytree(EXAMPLE / "port", broken)
    (broken / "broken.c").write_text("int broken(void) {\n")
    with (broken / "port.txt").open("a") as text:
        text.write("source broken.c\n")
    yield "its own program", tree, [], 0, PRINTED, ""
    yield "a program that raises", tree, [str(raising)], 1, "ZeroDivisionError: divide by zero\n", ""
    yield "no such program", tree, ["gone.py"], 1, "", "gone.py: No such file"
    yield "no MICROPYTHON_DIR", {}, [], 101, "", "MICROPYTHON_DIR is not set: give it a tree of MicroPython"
    yield "a relative one", {"MICROPYTHON_DIR": "micropython"}, [], 101, "", "MICROPYTHON_DIR=micropython: give an absolute path"
    yield "no tree", {"MICROPYTHON_DIR": str(folder)}, [], 101, "", f"MICROPYTHON_DIR={folder}: there is no py/mpconfig.h"
    yield "no port", tree | {"MICROPYTHON_PORT": str(folder)}, [], 101, "", f"MICROPYTHON_PORT={folder}: there is no port.txt"
    yield "a source that is not there", tree | {"MICROPYTHON_PORT": str(port)}, [], 101, "", "neither the port nor MicroPython has gone.c"
    yield "an unknown word", tree | {"MICROPYTHON_PORT": str(wrong)}, [], 101, "", "port.txt:1: 'sources' is unknown: one of source, include"
    # What the compiler says is shown.
    yield "a file that does not compile", tree | {"MICROPYTHON_PORT": str(broken)}, [], 101, "", "broken.c:1:"
    yield "no Python", tree | {"PYTHON": "no-such-python"}, [], 101, "", "no-such-python is not installed, and "


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--micropython-dir", type=pathlib.Path, required=True)
    parser.add_argument("--target-dir", type=pathlib.Path, required=True)
    parser.add_argument("--result", type=pathlib.Path)
    args = parser.parse_args()
    passed = failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for name, environment, arguments, code, printed, complaint in cases(args, pathlib.Path(folder)):
            got = cargo(args, environment, "run", "--", *arguments)
            if got[0] == code and got[1].endswith(printed) and complaint in got[2]:
                passed += 1
                continue
            failed += 1
            print(f"FAIL {name}: exit code {got[0]}, printed {got[1]!r}\n{got[2]}")
    print(f"rust-host: {passed} passed, {failed} failed")
    if args.result:
        args.result.parent.mkdir(parents=True, exist_ok=True)
        args.result.write_text(f"{passed} {failed} 0\n")
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
