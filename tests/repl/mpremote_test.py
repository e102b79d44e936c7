#!/usr/bin/env python3
"""mpremote, as PyPI has it, against a board whose tasks run: their rhythm is printed, and files come back as they went.

    mpremote_test.py --board MPS2_AN385_FILES --firmware firmware.elf --mpremote .cache/mpremote/bin/mpremote

Last line: `N passed, N failed`.
"""

import argparse
import ast
import os
import pathlib
import random
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from boards.board import BoardError
from boards.raw_repl import Hang
from running_board import BOARDS, RunningBoard

ROOT = pathlib.Path(__file__).resolve().parents[2]
SIZE = 20_000
SECONDS = 120


class Wrong(Exception):
    """The message is for the reader of the test's output."""


class Tool:
    def __init__(self, program, port):
        self.command = [str(program), "connect", port]
        self.passed = 0

    def run(self, *words, fails=False):
        done = subprocess.run([*self.command, *map(str, words)], capture_output=True, timeout=SECONDS, check=False)
        if (done.returncode != 0) != fails:
            raise Wrong(f"mpremote {' '.join(map(str, words))}: status {done.returncode}: {done.stdout!r} {done.stderr!r}")
        return done.stdout.decode().replace("\r\n", "\n") + (done.stderr.decode() if fails else "")

    def check(self, condition, what):
        if not condition:
            raise Wrong(what)
        self.passed += 1

    def says(self, wanted, *words, fails=False):
        found = self.run(*words, fails=fails)
        self.check(wanted in found, f"mpremote {' '.join(map(str, words))}: {found!r}, and not {wanted!r}")

    def counts(self):
        return ast.literal_eval(self.run("eval", "counts"))

    def rhythm(self, doing):
        """Prints how late each task was since the last call, and checks that each has run."""
        worst, counts = ast.literal_eval(self.run("eval", "(worst, counts)"))
        self.run("exec", "worst[:] = counts[:] = [0] * len(worst)")
        self.check(all(counts), f"{doing}: a task stands still: {counts}")
        print(f"{doing}: turns {counts}, latest {[f'{us / 1000:.1f} ms' for us in worst]}")


def commands(tool, folder, has_files):
    tool.rhythm("to begin with")
    tool.says("42\n", "exec", "print(6 * 7)")
    tool.says("[0, 1, 2]\n", "eval", "list(range(3))")
    tool.says("ZeroDivisionError", "exec", "1/0", fails=True)
    tool.says("later\n", "exec", "await asyncio.sleep_ms(50); print('later')")
    script = folder / "script.py"
    script.write_text("import time\nfor i in range(3):\n    print('line', i)\n" + "# much text\n" * 200)
    tool.says("line 0\nline 1\nline 2\n", "run", script)
    tool.says("5\n", "resume", "exec", "print(2 + 3)")
    tool.says("", "soft-reset")
    tool.rhythm("exec, eval, run")
    if not has_files:
        return
    there, back = folder / "there.bin", folder / "back.bin"
    there.write_bytes(random.Random(23).randbytes(SIZE))
    tool.run("fs", "cp", there, ":data.bin")
    tool.rhythm(f"{SIZE} bytes to the board")
    tool.run("fs", "cp", ":data.bin", back)
    tool.rhythm(f"{SIZE} bytes from the board")
    tool.check(there.read_bytes() == back.read_bytes(), "the file came back otherwise than it went")
    tool.says("data.bin", "fs", "ls")
    tool.run("fs", "cp", script, ":script.py")
    tool.says(script.read_text(), "fs", "cat", ":script.py")
    tool.run("fs", "mkdir", ":folder")
    tool.says("folder", "fs", "ls", ":")
    tool.run("fs", "rm", ":data.bin")
    tool.check("data.bin" not in tool.run("fs", "ls"), "the file is still there")
    tool.says("mount", "df")
    package = folder / "package.json"
    package.write_text('{"urls": [["installed.py", "script.py"]], "version": "1"}')
    tool.run("mip", "install", "--no-mpy", "--target", "/folder", package)
    tool.says("installed.py", "fs", "ls", ":folder")
    tool.rhythm("ls, cat, rm, mkdir, df, mip")


def looks(tool, port, folder):
    """tools/top.py and `make trace SERIAL=` on the same port, and the page of the trace."""

    def shown(*command, **variables):
        done = subprocess.run([*map(str, command)], env=os.environ | variables, capture_output=True, text=True, timeout=SECONDS, check=False)
        if done.returncode:
            raise Wrong(f"{command}: {done.stdout!r} {done.stderr!r}")
        return done.stdout

    table = shown(sys.executable, ROOT / "tools/top.py", port, "--every", "0.3", "--count", "2")
    tool.check(table.count("\nbeat ") == 2 * 3, f"top.py shows {table!r}")
    print(table)
    # It shows its page in a browser, where there is one.
    browser = folder / "xdg-open"
    browser.write_text(f"#!/bin/sh\necho \"$1\" >{folder}/opened\n")
    browser.chmod(0o755)
    said = shown("make", "--no-print-directory", "-C", ROOT, "trace", f"SERIAL={port}", f"BUILD_ROOT={folder}", PATH=f"{folder}:{os.environ['PATH']}")
    tool.check("records of" in said and "beat" in (folder / "trace.txt").read_text(), f"make trace says {said!r}")
    tool.check("beat" in (folder / "trace.html").read_text(), "the page of make trace shows no task of the program")
    tool.check((folder / "opened").read_text().strip() == str(folder / "trace.html"), "make trace opens no page")
    tool.rhythm("top and trace")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--board", choices=BOARDS, required=True)
    parser.add_argument("--firmware", type=pathlib.Path, required=True)
    parser.add_argument("--mpremote", type=pathlib.Path, required=True)
    parser.add_argument("--result", type=pathlib.Path, help="file for `passed failed`")
    args = parser.parse_args()
    tool = None
    failed = 0
    try:
        with RunningBoard(args.board, args.firmware) as board, tempfile.TemporaryDirectory() as folder:
            tool = Tool(args.mpremote, board.port)
            commands(tool, pathlib.Path(folder), board.has_files)
            looks(tool, board.port, pathlib.Path(folder))
    except (Wrong, BoardError, Hang, OSError, subprocess.TimeoutExpired) as problem:
        failed = 1
        print(f"FAIL {args.board}: {problem}")
    passed = tool.passed if tool else 0
    if args.result:
        args.result.parent.mkdir(parents=True, exist_ok=True)
        args.result.write_text(f"{passed} {failed}\n")
    print(f"{passed} passed, {failed} failed")
    return failed


if __name__ == "__main__":
    sys.exit(main())
