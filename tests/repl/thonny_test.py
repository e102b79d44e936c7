#!/usr/bin/env python3
"""Thonny's own back end, as PyPI has it, against a board whose tasks run: what the editor does with a board, its window apart.

    thonny_test.py --board MPS2_AN385_FILES --firmware firmware.elf --python .cache/thonny/bin/python

The back end is a process that takes commands as lines, and answers with lines. Last line: `N passed, N failed`.
"""

import argparse
import ast
import os
import pathlib
import queue
import random
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from boards.board import BoardError
from boards.raw_repl import Hang
from running_board import BOARDS, RunningBoard

MARK = "\x02"
SIZE = 20_000
SECONDS = 60


class Wrong(Exception):
    """The message is for the reader of the test's output."""


class Names(dict):
    """Messages are calls of classes: here each is a dict, with the class's name as `is`."""

    def __missing__(self, name):
        return lambda *_, **fields: {"is": name, **fields}


class BackEnd:
    def __init__(self, python, port, folder, clean):
        settings = {
            "port": port,
            "clean": clean,
            "interrupt_on_connect": False,
            "sync_time": False,
            "validate_time": False,
            "local_rtc": True,
        }
        command = [str(python), "-m", "thonny.plugins.micropython.bare_metal_backend", repr(settings)]
        variables = {
            "THONNY_USER_DIR": str(folder),
            "THONNY_FRONTEND_SYS_PATH": "[]",
            "PYTHONUNBUFFERED": "1",
        }
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        self.process = subprocess.Popen(command, env=os.environ | variables, text=True, bufsize=1, **pipes)
        self.lines = queue.Queue()
        self.reader = threading.Thread(target=self._read)
        self.reader.start()
        self.number = 0
        self.printed = ""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.reader.join()
        self.process.stdin.close()
        self.process.stdout.close()

    def _read(self):
        for line in self.process.stdout:
            self.lines.put(line)
        self.lines.put(None)

    def _message(self, deadline):
        while True:
            try:
                line = self.lines.get(timeout=max(0, deadline - time.monotonic()))
            except queue.Empty:
                raise Wrong(
                    f"Thonny's back end does not answer; it has shown {self.printed[-300:]!r}"
                ) from None
            if line is None:
                raise Wrong(f"Thonny's back end has ended; it has shown {self.printed[-1000:]!r}")
            if not line.startswith(MARK):
                self.printed += line
                continue
            count, text = line[1:].split(" ", 1)
            for _ in range(int(count) - 1):
                text = text.rstrip("\n") + self.lines.get()
            return eval(text, Names())

    def answer(self, command=None):
        """The next answer, to `command` where there is one; what the program prints meanwhile is in `printed`."""
        deadline = time.monotonic() + SECONDS
        while True:
            message = self._message(deadline)
            if message.get("event_type") == "ProgramOutput":
                self.printed += message["data"]
            elif message["is"].endswith("Response") and command in (None, message.get("command_name")):
                return message

    def send(self, kind, name, **fields):
        arguments = ", ".join(f"{key}={value!r}" for key, value in {"name": name, **fields}.items())
        self.process.stdin.write(f"{MARK}1 {kind}({arguments})\n")

    def shell(self, source):
        """What `source` prints in Thonny's shell."""
        self.printed = ""
        self.send("ToplevelCommand", "execute_source", source=source)
        self.answer("execute_source")
        return self.printed

    def inline(self, name, **fields):
        self.number += 1
        self.send("InlineCommand", name, id=self.number, **fields)
        answer = self.answer(name)
        if answer.get("error") or answer.get("errors"):
            raise Wrong(f"{name} {fields}: {answer}")
        return answer


class Test:
    def __init__(self):
        self.passed = 0

    def check(self, condition, what):
        if not condition:
            raise Wrong(what)
        self.passed += 1

    def rhythm(self, back_end, doing):
        """Prints how late each task was since the last call, and checks that each runs."""
        deadline = time.monotonic() + SECONDS
        while True:
            shown = back_end.shell("print(worst, '/', counts)")
            worst, counts = (ast.literal_eval(part.strip()) for part in shown.split("/"))
            if all(counts) or time.monotonic() > deadline:
                break
        self.check(all(counts), f"{doing}: a task stands still: {counts}")
        back_end.shell("worst[:] = counts[:] = [0] * len(worst)")
        print(f"{doing}: turns {counts}, latest {[f'{us / 1000:.1f} ms' for us in worst]}", flush=True)

    def of_the_shell(self, back_end):
        self.check("MicroPython" in back_end.answer().get("welcome_text", ""), "no welcome")
        self.rhythm(back_end, "connecting")
        # Thonny marks a value, so that a click shows it.
        shown = back_end.shell("6 * 7")
        self.check("42" in shown, f"the shell shows {shown!r}")
        shown = back_end.shell("1/0")
        self.check("ZeroDivisionError" in shown, f"the shell shows {shown!r}")
        names = back_end.inline("get_globals", module_name="__main__")["globals"]
        self.check({"worst", "counts", "beat"} <= set(names), f"the variables are {sorted(names)}")
        self.rhythm(back_end, "shell and variables")

    def of_interrupts(self, back_end):
        back_end.printed = ""
        back_end.send("ToplevelCommand", "execute_source", source="print('endless')\nwhile True: pass")
        deadline = time.monotonic() + SECONDS
        while "endless" not in back_end.printed:
            message = back_end._message(deadline)
            back_end.printed += message.get("data", "")
        back_end.send("ImmediateCommand", "interrupt")
        back_end.answer("execute_source")
        self.check("KeyboardInterrupt" in back_end.printed, f"an endless loop: {back_end.printed!r}")
        self.rhythm(back_end, "an endless loop, interrupted")

    def of_run(self, back_end):
        back_end.printed = ""
        source = "for i in range(3):\n    print('line', i)\n" + "# much text\n" * 200
        back_end.send("ToplevelCommand", "Run", source=source)
        back_end.answer("Run")
        shown = back_end.printed.replace("\r\n", "\n")
        self.check("line 0\nline 1\nline 2\n" in shown, f"Run shows {shown!r}")
        self.rhythm(back_end, "Run")

    def of_files(self, back_end):
        content = random.Random(23).randbytes(SIZE)
        back_end.inline(
            "write_file", path="/data.bin", content_bytes=content, make_shebang_scripts_executable=False
        )
        self.rhythm(back_end, f"{SIZE} bytes to the board")
        back = back_end.inline("read_file", path="/data.bin")["content_bytes"]
        self.check(back == content, "the file came back otherwise than it went")
        self.rhythm(back_end, f"{SIZE} bytes from the board")
        back_end.inline("mkdir", path="/folder")
        listed = back_end.inline("get_dirs_children_info", paths=["/"], include_hidden=False, node_id=1)[
            "data"
        ]["/"]
        self.check({"data.bin", "folder"} <= set(listed), f"the files are {listed}")
        self.check(back_end.inline("get_fs_info", path="/")["free"] > 0, "no room is left")
        back_end.inline("delete", paths=["/data.bin", "/folder"])
        listed = back_end.inline("get_dirs_children_info", paths=["/"], include_hidden=False, node_id=1)[
            "data"
        ]["/"]
        self.check("data.bin" not in listed and "folder" not in listed, f"the files are still {listed}")
        self.rhythm(back_end, "list, mkdir, delete")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--board", choices=BOARDS, required=True)
    parser.add_argument("--firmware", type=pathlib.Path, required=True)
    parser.add_argument("--python", type=pathlib.Path, required=True, help="with the package thonny")
    parser.add_argument("--result", type=pathlib.Path, help="file for `passed failed`")
    args = parser.parse_args()
    test = Test()
    failed = 0
    try:
        with RunningBoard(args.board, args.firmware) as board, tempfile.TemporaryDirectory() as folder:
            with BackEnd(args.python, board.port, folder, clean=False) as back_end:
                test.of_the_shell(back_end)
                test.of_interrupts(back_end)
                test.of_run(back_end)
                if board.has_files:
                    test.of_files(back_end)
            # What the button Stop/Restart does.
            with BackEnd(args.python, board.port, folder, clean=True) as back_end:
                test.of_the_shell(back_end)
    except (Wrong, BoardError, Hang, OSError) as problem:
        failed = 1
        print(f"FAIL {args.board}: {problem}")
    if args.result:
        args.result.parent.mkdir(parents=True, exist_ok=True)
        args.result.write_text(f"{test.passed} {failed}\n")
    print(f"{test.passed} passed, {failed} failed")
    return failed


if __name__ == "__main__":
    sys.exit(main())
