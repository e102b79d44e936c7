#!/usr/bin/env python3
"""Runs every code block of README.md, CONTRIBUTING.md and docs/, and compares its output with the page.

    run_blocks.py                            all blocks
    run_blocks.py docs/how-to/streams.md     the blocks of some pages; FILE:LINE: the one block that begins there

Python runs on the boards that the block names (the unix firmware by default); shell is checked: its syntax, make's targets and
variables, files of this repository that it names. blocks.py tells how a page marks its blocks.

Last line: `N passed, N failed`.
"""

import argparse
import os
import pathlib
import re
import shlex
import signal
import subprocess
import sys
import tempfile
import time
import tomllib

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "net"))

import own_network
import run as runner_of_scripts
from blocks import BadBlock, blocks_of, matches
from boards.raw_repl import CTRL_C, CTRL_D, Hang, RawRepl

ROOT = pathlib.Path(__file__).resolve().parents[2]
TIMEOUT_S = 60
# How long a program that runs forever is watched after it printed what it must, or anything at all.
QUIET_S = 1
# Not code: drawings, tables and the like.
PROSE = {"text"}


class Wrong(Exception):
    """What is wrong with a block, for the reader."""


def pages(wanted):
    if wanted:
        return wanted
    return ["README.md", "CONTRIBUTING.md", *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "docs").rglob("*.md"))]


def indented(text):
    return "".join(f"    {line}\n" for line in text.splitlines()[-30:])


def compare(block, printed, error, ended):
    """Raises Wrong unless the block did what its page says."""
    if block.raises:
        last = error.strip().splitlines()[-1] if error.strip() else ""
        if last.split(":")[0] != block.raises:
            raise Wrong(f"should end with {block.raises}, but ended with: {last or 'nothing raised'}")
    elif error:
        raise Wrong(f"error:\n{indented(error)}")
    if not ended:
        raise Wrong("did not end")
    if "Traceback" in printed and (block.output is None or "Traceback" not in block.output):
        raise Wrong(f"printed a traceback:\n{indented(printed)}")
    if block.output is not None and not matches(block.output, printed):
        raise Wrong(f"the page says\n{indented(block.output)}  but it printed\n{indented(printed)}")


def arrived(stream):
    """What a pipe that does not block holds now."""
    try:
        return os.read(stream.fileno(), 65536).decode(errors="replace")
    except BlockingIOError:
        return ""


def enough(block, printed):
    """Whether a program that runs forever has printed all that its page shows."""
    if block.output is None:
        return bool(printed)
    # What it goes on to print is cut off.
    lines = printed.splitlines(keepends=True)
    return any(matches(block.output, "".join(lines[:count])) for count in range(1, len(lines) + 1))


class Page:
    """What the blocks of one page share: a folder, and files for boards that have none of their own."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.files = {}

    def add_file(self, name, text):
        self.files[name] = text.encode()
        (self.folder / name).write_text(text)


class Process:
    """A block as a process: the unix firmware's, or CPython's."""

    def __init__(self, command):
        self.command = command

    def run(self, block, page):
        script = page.folder / "block.py"
        script.write_text(block.text)
        pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        with subprocess.Popen([*self.command, script.name], cwd=page.folder, text=True, **pipes) as process:
            try:
                if block.forever:
                    self._watch(block, process)
                    return
                out, err = process.communicate(timeout=TIMEOUT_S)
            except subprocess.TimeoutExpired:
                process.kill()
                out, err = process.communicate()
                raise Wrong(f"no end after {TIMEOUT_S} s; it printed\n{indented(out + err)}") from None
        if process.returncode < 0:
            err += f"ended by signal {-process.returncode}\n"
        compare(block, out, err, True)

    @staticmethod
    def _watch(block, process):
        os.set_blocking(process.stdout.fileno(), False)
        printed = ""
        deadline = time.monotonic() + TIMEOUT_S
        while not enough(block, printed) and time.monotonic() < deadline and process.poll() is None:
            time.sleep(0.05)
            printed += arrived(process.stdout)
        # What came between the last look and an end by itself.
        printed += arrived(process.stdout)
        shown = enough(block, printed)
        process.send_signal(signal.SIGINT)
        os.set_blocking(process.stdout.fileno(), True)
        try:
            rest, error = process.communicate(timeout=TIMEOUT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            raise Wrong("Ctrl-C did not end it") from None
        if not shown:
            raise Wrong(f"has not printed what the page says, but\n{indented(printed + rest + error)}")
        if "KeyboardInterrupt" not in error:
            raise Wrong(f"should have been ended by Ctrl-C, but ended with\n{indented(error)}")

    def stop(self):
        pass


# A folder of files in the board's RAM, for the modules that a page's blocks import.
MOUNT = """
import sys, io, os
class PageFile(io.IOBase):
    def __init__(self, data):
        self.data = memoryview(data)
    def readinto(self, buf):
        n = min(len(buf), len(self.data))
        buf[:n] = self.data[:n]
        self.data = self.data[n:]
        return n
    def ioctl(self, request, arg):
        return 0 if request in (4, 11) else -1
class PageFiles:
    files = {}
    def mount(self, readonly, mkfs): pass
    def umount(self): pass
    def stat(self, path):
        if path.strip("/") in self.files:
            return (0x8000,) + (0,) * 9
        raise OSError(2)
    def open(self, path, mode):
        return PageFile(self.files[path.strip("/")])
PageFiles.files = %r
os.mount(PageFiles(), "/page")
sys.path.insert(0, "/page")
"""


class Serial:
    """Blocks over the raw REPL of one board that stays on."""

    def __init__(self, name, firmware):
        if not firmware.is_file():
            raise Wrong(f"{firmware}: no such firmware: make test-book builds it")
        self.runner = runner_of_scripts.SerialRunner(runner_of_scripts.make_board(name, firmware))

    def _boot(self):
        runner = self.runner
        if runner.repl is None:
            runner.board.start()
            runner.repl = RawRepl(runner.board)
            runner.repl.enter(20 * runner.board.slowness)
        runner.repl.soft_reset(20 * runner.board.slowness)

    def run(self, block, page):
        board = self.runner.board
        try:
            self._boot()
            if page.files:
                _, error = self.runner.repl.run((MOUNT % page.files).encode(), TIMEOUT_S)
                if error:
                    raise Wrong(f"the page's files could not be put there:\n{indented(error.decode())}")
            if block.forever:
                self._watch(block, board)
                return
            out, error = self.runner.repl.run(block.text.encode(), TIMEOUT_S * board.slowness)
        except Hang as hang:
            where = board.diagnose()
            self.runner.stop()
            raise Wrong(f"hang: {hang}; {where}; it printed\n{indented(hang.output.decode(errors='replace'))}") from None
        except runner_of_scripts.BoardError as gone:
            self.runner.stop()
            raise Wrong(str(gone)) from None
        compare(block, out.decode(errors="replace"), error.decode(errors="replace"), True)

    def _watch(self, block, board):
        repl = self.runner.repl
        repl.paste(block.text.encode(), 10)
        printed, repl.pending = repl.pending, b""
        deadline = time.monotonic() + TIMEOUT_S
        presses = 0
        while not enough(block, self._text(printed)) and time.monotonic() < deadline and CTRL_D not in printed:
            if block.press is not None and presses < 3:
                presses += 1
                for level in (1, 0, 1):
                    board.ask({"do": "pin", "pin": block.press, "value": level}, 10)
                    printed += board.read(0.3)
            printed += board.read(0.3)
        if CTRL_D in printed:
            raise Wrong(f"ended by itself:\n{indented(self._text(printed))}")
        board.write(CTRL_C)
        repl.pending = b""
        rest = repl.read_until(CTRL_D, 10 * board.slowness, "the end after Ctrl-C")
        error = repl.read_until(CTRL_D, 10, "the end of the script's error")
        repl.read_until(b">", 10, "the prompt")
        if not enough(block, self._text(printed)):
            raise Wrong(f"has not printed what the page says, but\n{indented(self._text(printed + rest + error))}")
        if b"KeyboardInterrupt" not in error:
            raise Wrong(f"should have been ended by Ctrl-C, but ended with\n{indented(self._text(error))}")

    @staticmethod
    def _text(data):
        return data.decode(errors="replace").replace("\r\n", "\n")

    def stop(self):
        self.runner.stop()


class Makefile:
    """What make knows: targets, and what PORT and BOARD may be."""

    def __init__(self):
        command = ["make", "--no-print-directory", "-C", str(ROOT), "-pnq", "help"]
        text = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "MAKEFLAGS": ""}).stdout
        self.targets = set(re.findall(r"^([\w.-]+):(?!=)", text, re.MULTILINE))
        self.variables = dict(re.findall(r"^(\w+) [:?]?= ?(.*)$", text, re.MULTILINE))
        sources = [ROOT / "Makefile", *ROOT.glob("*/*.mk"), *ROOT.glob("ports/*/*.mk"), *ROOT.glob("micropython/module/*")]
        self.sources = "".join(path.read_text() for path in sources if path.is_file())

    def check(self, words):
        """`words` follow `make` in a shell block."""
        port = "unix"
        for word in words:
            name, equals, value = word.partition("=")
            if equals:
                if not re.search(rf"\b{name}\b", self.sources):
                    raise Wrong(f"make: nothing reads the variable {name}")
                if value in ("…", "") or "/" in value:
                    continue
                if name == "PORT":
                    port = value
                    if f"firmware-{value}" not in self.targets:
                        raise Wrong(f"make: PORT={value} is unknown")
                if name == "BOARD" and value not in self.variables.get(f"BOARDS_{port}", value).split() + [
                    path.parent.name for path in (ROOT / "micropython/upstream").glob("*/ports/*/boards/*/mpconfigboard.*")
                ]:
                    raise Wrong(f"make: BOARD={value} is unknown for PORT={port}")
                if name == "SCRIPT" and value.startswith("examples/") and not (ROOT / value).is_file():
                    raise Wrong(f"make: SCRIPT={value}: no such file")
            elif not word.startswith("-") and not word.isdigit() and word not in self.targets:
                raise Wrong(f"make: no target {word}")


def tracked_files():
    listed = subprocess.run(["git", "-C", str(ROOT), "ls-files", "-co", "--exclude-standard"], capture_output=True, text=True, check=True)
    return listed.stdout.split()


class Shell:
    """Most shell is not run: it would install, build and flash. Its syntax, make's targets and the files it names are checked."""

    def __init__(self):
        self.makefile = Makefile()
        files = tracked_files()
        self.paths = set(files)
        for path in files:
            self.paths.update(str(parent) for parent in pathlib.PurePath(path).parents)
        self.folders = {path.split("/")[0] for path in files if "/" in path}

    def check(self, block):
        # <name> stands for what the reader puts there.
        text = re.sub(r"<([\w -]+)>", lambda match: match[1].replace(" ", "_").upper(), block.text)
        done = subprocess.run(["bash", "-n"], input=text, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise Wrong(f"shell syntax: {done.stderr.strip()}")
        elsewhere = False
        for command in re.split(r"\n|&&|;|\|", text.replace("\\\n", " ")):
            try:
                words = shlex.split(command, comments=True)
            except ValueError as error:
                raise Wrong(f"shell: {error}: {command}") from None
            while words and re.fullmatch(r"\w+=.*", words[0]) and "make" in words:
                words.pop(0)
            if not words:
                continue
            if words[0] == "cd":
                # Upstream's makefiles are not ours to check.
                elsewhere = not words[-1].startswith("mpy-asyncio")
                continue
            if words[0] == "make" and not elsewhere:
                self.makefile.check(words[1:])
            for word in words:
                self._check_path(word)

    def _check_path(self, word):
        path = word.rpartition("=")[2]
        ours = re.match(r"(?:/path/to/|.*/)?mpy-asyncio/(.+)", path)
        path = (ours.group(1) if ours else path).rstrip("/")
        known = path.split("/")[0] in self.folders and "/" in path
        if known and "…" not in path and not re.search(r"[*$<>]", path) and path not in self.paths:
            raise Wrong(f"no file {path} in this repository")


class Report:
    def __init__(self):
        self.passed = self.failed = self.skipped = 0

    def add_pass(self, block, board, seconds):
        self.passed += 1
        print(f"pass {block.name} {board} ({seconds:.1f} s)", flush=True)

    def add_failure(self, block, board, wrong):
        self.failed += 1
        print(f"FAIL {block.name} {board}: {wrong}", flush=True)

    def add_skip(self, block, board):
        self.skipped += 1
        print(f"skip {block.name} {board}: {block.no_run}", flush=True)

    def finish(self, result_file):
        if result_file:
            result_file.parent.mkdir(parents=True, exist_ok=True)
            result_file.write_text(f"{self.passed} {self.failed} {self.skipped}\n")
        if self.skipped:
            print(f"{self.skipped} skipped")
        print(f"{self.passed} passed, {self.failed} failed")


class Runners:
    """The boards, each started when the first block wants it."""

    def __init__(self, firmware):
        self.firmware = firmware
        self.started = {}

    def get(self, board):
        if board not in self.started:
            if board == "cpython":
                self.started[board] = Process([sys.executable])
            elif board not in runner_of_scripts.BOARDS:
                raise Wrong(f"no board {board}: one of {', '.join(runner_of_scripts.BOARDS)}, cpython")
            else:
                firmware = self.firmware.get(board) or runner_of_scripts.default_firmware(board, "ours")
                if board == "unix":
                    if not firmware.is_file():
                        raise Wrong(f"{firmware}: no such firmware: make firmware")
                    self.started[board] = Process([str(firmware.resolve())])
                else:
                    self.started[board] = Serial(board, firmware.resolve())
        return self.started[board]

    def stop(self):
        for runner in self.started.values():
            runner.stop()


# What is checked without being run, by language.
def check_c(text):
    done = subprocess.run(["gcc", "-fsyntax-only", "-std=gnu11", "-Wall", "-x", "c", "-"], input=text, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise ValueError(f"\n{indented(done.stderr)}")


CHECKED = {"toml": tomllib.loads, "c": check_c}


def execute(block, page):
    done = subprocess.run(["bash", "-e"], input=block.text, capture_output=True, text=True, check=False, cwd=page.folder)
    if done.returncode != 0:
        raise Wrong(f"exit status {done.returncode}:\n{indented(done.stdout + done.stderr)}")
    compare(block, done.stdout, "", True)


def run_block(block, board, runners, shell, page):
    if block.language == "sh":
        shell.check(block)
        if block.execute:
            execute(block, page)
    elif block.language in CHECKED:
        try:
            CHECKED[block.language](block.text)
        except ValueError as error:
            raise Wrong(str(error)) from None
    elif block.language == "python":
        runners.get(board).run(block, page)
    else:
        raise Wrong(f"nothing here can run '{block.language or 'a block without a language'}': python, sh, c, toml, output; text for what is no code")


def run_page(name, line, page, only_boards, runners, shell, report):
    """Runs the blocks of the page `name`, or the one that begins at `line`."""
    for block in blocks_of(name, (ROOT / name).read_text()):
        if block.language in PROSE:
            continue
        if block.file:
            page.add_file(block.file, block.text)
        if line not in (0, block.line):
            continue
        for board in block.boards or (["unix"] if block.language == "python" else ["checked"]):
            if only_boards and board not in only_boards:
                continue
            if block.no_run:
                report.add_skip(block, board)
                continue
            start = time.monotonic()
            try:
                run_block(block, board, runners, shell, page)
            except Wrong as wrong:
                report.add_failure(block, board, wrong)
            else:
                report.add_pass(block, board, time.monotonic() - start)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--firmware", action="append", default=[], metavar="BOARD=FILE", help="instead of the one in build/")
    parser.add_argument("--boards", type=lambda text: text.split(","), help="only these (comma-separated)")
    parser.add_argument("--result", type=pathlib.Path, help="file for `passed failed skipped`")
    parser.add_argument("pages", nargs="*")
    args = parser.parse_args()
    runners = Runners({name: pathlib.Path(path) for name, path in (item.split("=", 1) for item in args.firmware)})
    shell = Shell()
    report = Report()
    own_network.enter()
    for name in pages(args.pages):
        name, _, line = name.partition(":")
        with tempfile.TemporaryDirectory() as folder:
            try:
                run_page(name, int(line or 0), Page(folder), args.boards, runners, shell, report)
            except BadBlock as error:
                report.failed += 1
                print(f"FAIL {error}")
    runners.stop()
    report.finish(args.result)
    sys.exit(1 if report.failed else 0)


if __name__ == "__main__":
    main()
