#!/usr/bin/env python3
"""Runs test scripts on a board and compares their output.

    run.py --board MPS2_AN385 tests/conformance/lock/lock_fifo.py      scripts
    run.py --board MICROBIT --asyncio stock --suite upstream      a suite: `upstream`, `cpython` or a folder of tests/
    run.py --board unix --suite cpython --features queue,sync     only scripts for a firmware with these cargo features
    run.py --port /dev/ttyACM0 --suite upstream                    a real board on a serial port
    run.py --board VIRT_RV32 --icount benches/switch.py           print the instructions between two marks instead

A script may import from a file beside it: `from NAME import …`.
The file SCRIPT.exp beside the script has the expected output; without it, CPython runs the script too. If ours differs from upstream's
asyncio on purpose, tests/upstream/SCRIPT.exp has the output of ours. A script that prints SKIP is skipped, and the reason is
printed. A script whose first lines have `# Features: a, b` is skipped if --features lacks one of them. boards/<board>.too_big lists the
scripts that need more memory than a board has; they run too, and must fail for lack of memory.

A measuring script calls mark("name"), which run.py defines. run.py prints the difference between each mark and the next.

Last line: `N passed, N failed`.
"""

import argparse
import difflib
import itertools
import os
import pathlib
import re
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "micropython/module"))

import features
from boards.board import BoardError
from boards.qemu import MACHINES, QemuBoard
from boards.raw_repl import Hang, RawRepl
from boards.serial_port import SerialPort
from boards.unicorn_board import UNICORN_BOARDS, UnicornBoard
from boards.unix import UnixProcess

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
MICROPYTHON_DEFAULT = "1.26.1"

# Tests run at 16 ns per instruction, about the speed of a usual microcontroller; measurements at 1 ns, so that the clock
# counts instructions.
ICOUNT_TEST = 4
ICOUNT_MEASURE = 0

# Boards with a serial REPL.
SERIAL_BOARDS = [*MACHINES, *UNICORN_BOARDS, "rp2"]
BOARDS = ["unix", *SERIAL_BOARDS]
# Suites that lie in the folder of another one.
SUITE_FOLDERS = {"cpython": "conformance/cpython"}
IMPORT_FROM = re.compile(r"^from (\w+) import .+$", re.MULTILINE)
FEATURES_HEADER = re.compile(r"^# Features: (.+)$", re.MULTILINE)
HEADER_LINES = 5
NO_MEMORY = "MemoryError"
MARK = "\x02mark"
# MicroPython's tick counts have 30 bits.
CLOCK_MASK = 0x3FFFFFFF
LAST_OUTPUT_LINES = 12
ORACLE_RUNS = 5


class Unavailable(Exception):
    """What the command line asks for is not there; the message is for the user."""


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--board", choices=BOARDS)
    where.add_argument("--port", help="a real board on this serial port")
    parser.add_argument("--asyncio", choices=["ours", "stock"], default="ours")
    parser.add_argument("--suite", action="append", default=[], help="upstream, cpython, or a folder of tests/")
    parser.add_argument("--features", help="the firmware's MPY_ASYNCIO_FEATURES; by default what its port has by default")
    parser.add_argument("--firmware", type=pathlib.Path, help="instead of the one in build/")
    parser.add_argument("--micropython-dir", type=pathlib.Path, help="the tree whose tests are run")
    parser.add_argument("--timeout", type=float, default=60, help="seconds per script")
    parser.add_argument("--real-time", action="store_true", help="QEMU: the host's time instead of the instructions'")
    parser.add_argument("--icount", action="store_true", help="measure: print the instructions between mark() calls")
    parser.add_argument("--executed", action="store_true", help="measure by tracing each instruction: idle time does not count")
    parser.add_argument("--functions", type=int, default=0, metavar="N", help="with --executed: the N functions with the most instructions")
    parser.add_argument("--show", action="store_true", help="print the scripts' output, and compare nothing")
    parser.add_argument("--result", type=pathlib.Path, help="file for `passed failed skipped`")
    parser.add_argument("scripts", nargs="*", type=pathlib.Path)
    return parser.parse_args()


def default_firmware(board, asyncio):
    stock = "-stock" if asyncio == "stock" else ""
    if board == "unix":
        return ROOT / f"build/unix{stock}/micropython"
    if board == "rp2":
        return ROOT / f"build/rp2-RPI_PICO_EMU{stock}/firmware.uf2"
    if board in UNICORN_BOARDS:
        return ROOT / "build" / UNICORN_BOARDS[board].image.format(stock=stock)
    return ROOT / f"build/qemu-{board}{stock}/firmware.elf"


def micropython_dir(args):
    tree = args.micropython_dir or os.environ.get("MICROPYTHON_DIR")
    return pathlib.Path(tree).resolve() if tree else ROOT / "micropython/upstream" / MICROPYTHON_DEFAULT


def suite_scripts(name, args):
    if name == "upstream":
        folder = micropython_dir(args) / "tests"
        scripts = sorted([*folder.glob("extmod/asyncio_*.py"), *folder.glob("micropython/*async*.py")])
    else:
        folder = HERE / SUITE_FOLDERS.get(name, name)
        others = [HERE / other for suite, other in SUITE_FOLDERS.items() if suite != name]
        scripts = sorted(
            path
            for path in folder.rglob("*.py")
            if path.with_name(path.name + ".exp").is_file() and not any(other in path.parents for other in others)
        )
    if not scripts:
        raise Unavailable(f"--suite {name}: no scripts in {folder}")
    return scripts


class Expectations:
    def __init__(self, asyncio):
        self.asyncio = asyncio

    def of(self, script):
        """The output that `script` must give."""
        ours = self.ours(script)
        beside = script.with_name(script.name + ".exp")
        if self.asyncio == "ours" and ours.is_file() and script.parent.name == "extmod":
            return ours.read_text()
        if beside.is_file():
            return beside.read_text()
        done = subprocess.run([sys.executable, script], capture_output=True, timeout=60, check=False, cwd=script.parent)
        return done.stdout.decode()

    def agree(self, script, output):
        """Whether the output that `script` must give is `output`, and what it is. CPython runs by the host's clock: on a busy
        machine its sleeps end late, and what it prints has another order. So it is asked again before it contradicts."""
        for _ in range(ORACLE_RUNS):
            expected = self.of(script)
            if output in (expected, self.also_of(script)):
                return True, expected
            if not self.is_from_cpython(script):
                break
        return False, expected

    def is_from_cpython(self, script):
        return not script.with_name(script.name + ".exp").is_file() and not self.ours(script).is_file()

    def ours(self, script):
        return HERE / "upstream" / (script.name + ".exp")

    def also_of(self, script):
        """Another output that is as right, or None; tests/upstream/README.md says why there is one."""
        path = HERE / "upstream" / (script.name + ".exp.also")
        return path.read_text() if self.asyncio == "ours" and path.is_file() else None


def too_big_for(board):
    """The scripts that the board's memory cannot hold, by name, with the reason: lines `ASYNCIO SCRIPT: reason`."""
    path = HERE / "boards" / f"{board}.too_big"
    table = {}
    if path.is_file():
        for line in path.read_text().splitlines():
            if line and not line.startswith("#"):
                key, _, reason = line.partition(": ")
                table[tuple(key.split())] = reason
    return table


def pending_in(folders):
    """The scripts that wait for something that is not built yet: lines `SCRIPT: reason` in a suite's file `pending`."""
    table = {}
    for folder in folders:
        path = folder / "pending"
        if path.is_file():
            for line in path.read_text().splitlines():
                if line and not line.startswith("#"):
                    name, _, reason = line.partition(": ")
                    table[name] = reason
    return table


def skip_reason(script, output):
    """Why `script` printed SKIP: what it says itself, else the conditions in its text that lead there."""
    said = output.strip().removeprefix("SKIP").strip(" :\n")
    if said:
        return said
    lines = script.read_text().splitlines()
    causes = []
    for number, line in enumerate(lines):
        if re.match(r'\s*print\("SKIP"\)', line):
            block = [text.strip() for text in lines[max(0, number - 3) : number]]
            causes.append(" ".join(text for text in block if text))
    return "it asks for: " + " | or: ".join(causes) if any(causes) else "it does not say why"


class SerialRunner:
    """Scripts over the raw REPL of one board that stays on, with a soft reset before each."""

    def __init__(self, board):
        self.board = board
        self.repl = None

    def _boot(self):
        self.board.start()
        self.repl = RawRepl(self.board)
        self.repl.enter(20 * self.board.slowness)
        if isinstance(self.board, SerialPort):
            self.board.probe(self.repl)

    def run(self, source, timeout, on_data=None):
        timeout *= self.board.slowness
        try:
            if self.repl is None:
                self._boot()
            self.repl.soft_reset(20 * self.board.slowness)
            return self.repl.run(source, timeout, on_data)
        except Hang as hang:
            hang.diagnosis = self.board.diagnose()
            self.stop()
            raise
        except (BoardError, EOFError, OSError):
            self.stop()
            raise

    def stop(self):
        self.board.stop()
        self.repl = None


class UnixRunner:
    def __init__(self, process):
        self.board = process
        self.folder = ROOT

    def run(self, source, timeout, on_data=None):
        del on_data
        return self.board.run(source, timeout, self.folder)

    def stop(self):
        pass


def make_board(name, firmware, icount=ICOUNT_TEST):
    """The board with a serial REPL of that name. `icount` is for emulators: see QemuBoard."""
    if name == "rp2":
        from boards.rp2 import Rp2

        return Rp2(firmware)
    if name in UNICORN_BOARDS:
        return UnicornBoard(name, firmware)
    return QemuBoard(name, firmware, icount)


def make_runner(args):
    if args.port:
        return SerialRunner(SerialPort(args.port))
    firmware = (args.firmware or default_firmware(args.board, args.asyncio)).resolve()
    if not firmware.is_file():
        port = {"unix": "unix", "rp2": "rp2 BOARD=RPI_PICO_EMU"}.get(args.board, f"qemu BOARD={args.board}")
        if args.board in UNICORN_BOARDS:
            port = UNICORN_BOARDS[args.board].make
        raise Unavailable(f"{firmware}: no such firmware: make firmware PORT={port} ASYNCIO={args.asyncio}")
    if args.board == "unix":
        return UnixRunner(UnixProcess(firmware))
    icount = None if args.real_time else ICOUNT_MEASURE if args.icount or args.executed else ICOUNT_TEST
    return SerialRunner(make_board(args.board, firmware, icount))


def lacking(board, script, error=None):
    """The reason to skip a script that imports a module which the board lacks (by its text, or by the error it ended with), or None."""
    for module, reason in getattr(board, "lacks", {}).items():
        if error is None:
            imports = re.search(rf"^\s*import .*\b{module}\b", script.read_text(), re.MULTILINE)
        else:
            imports = error.rstrip().endswith(f"ImportError: no module named '{module}'")
        if imports:
            return reason
    return None


def lacking_feature(script, switched_on):
    """The reason to skip a script whose header names a cargo feature that the firmware lacks, or None."""
    header = FEATURES_HEADER.search("\n".join(script.read_text().splitlines()[:HEADER_LINES]))
    lacked = sorted(set(re.split(r"[, ]+", header[1])) - switched_on) if header else []
    return f"the firmware was built without the feature {', '.join(lacked)}" if lacked else None


def last_lines(text, count=LAST_OUTPUT_LINES):
    lines = text.splitlines()
    shown = lines[-count:]
    if len(lines) > count:
        shown.insert(0, f"… {len(lines) - count} lines before")
    return "\n".join("    " + line for line in shown)


class Report:
    def __init__(self, total):
        self.total = total
        self.done = self.passed = self.failed = self.skipped = 0
        self.failures = []

    def line(self, verdict, script, text=""):
        self.done += 1
        print(f"{self.done:>{len(str(self.total))}}/{self.total} {verdict:<4} {script.name}{text}", flush=True)

    def add_pass(self, script, seconds):
        self.passed += 1
        self.line("pass", script, f" ({seconds:.1f} s)")

    def add_skip(self, script, reason):
        self.skipped += 1
        self.line("skip", script, f": {reason}")

    def add_failure(self, script, text):
        self.failed += 1
        self.failures.append(script.name)
        self.line("FAIL", script)
        print(text, flush=True)

    def finish(self, result_file):
        if result_file:
            result_file.parent.mkdir(parents=True, exist_ok=True)
            result_file.write_text(f"{self.passed} {self.failed} {self.skipped}\n")
        if self.failures:
            print("failed: " + " ".join(self.failures))
        if self.skipped:
            print(f"{self.skipped} skipped")
        print(f"{self.passed} passed, {self.failed} failed")


def source_of(script):
    """The text of `script`. What it imports from a file beside it stands in the place of the import: a board gets one file at a time."""

    def text_of(imported):
        file = script.with_name(imported[1] + ".py")
        return file.read_text() if file.is_file() else imported[0]

    return IMPORT_FROM.sub(text_of, script.read_text()).encode()


def run_one(runner, script, args, expectations, too_big, report, pending):
    if script.name in pending:
        report.add_skip(script, f"pending: {pending[script.name]}")
        return
    reason = lacking_feature(script, args.switched_on) or lacking(runner.board, script)
    if reason is not None:
        report.add_skip(script, reason)
        return
    start = time.monotonic()
    if isinstance(runner, UnixRunner):
        runner.folder = script.parent
    try:
        out, err = runner.run(source_of(script), args.timeout)
    except Hang as hang:
        output = hang.output.decode(errors="replace")
        diagnosis = getattr(hang, "diagnosis", "")
        report.add_failure(script, f"  hang: {hang}; {diagnosis}\n  last output:\n{last_lines(output)}")
        return
    except (BoardError, EOFError, OSError) as gone:
        report.add_failure(script, f"  {gone}")
        return
    output = out.decode(errors="replace")
    error = err.decode(errors="replace")
    # Nobody has listed what a board on a port can hold.
    if isinstance(runner.board, SerialPort) and NO_MEMORY in output + error:
        report.add_skip(script, "this board's memory is not enough")
        return
    reason = too_big.get((args.asyncio, script.name))
    if reason is not None:
        if NO_MEMORY in output + error:
            report.add_skip(script, reason)
        else:
            report.add_failure(script, f"  listed in boards/{args.board}.too_big, but its memory is enough: take it off the list")
        return
    if output.startswith("SKIP"):
        report.add_skip(script, skip_reason(script, output))
        return
    reason = lacking(runner.board, script, error)
    if reason is not None:
        report.add_skip(script, reason)
        return
    agrees, expected = expectations.agree(script, output)
    if agrees and not error:
        report.add_pass(script, time.monotonic() - start)
        return
    diff = difflib.unified_diff(expected.splitlines(), output.splitlines(), "expected", "printed", lineterm="", n=2)
    text = "\n".join("    " + line for line in diff)
    if error:
        text += "\n  error:\n" + last_lines(error)
    report.add_failure(script, text)


def run_measured(runner, prelude, source, timeout):
    """What the script prints; its marks apart."""
    out, err = runner.run(prelude.encode() + source, timeout)
    if err:
        raise Unavailable("the measuring script failed:\n" + last_lines(err.decode(errors="replace")))
    marks = []
    for line in out.decode(errors="replace").splitlines():
        if line.startswith(MARK):
            marks.append(line.removeprefix(MARK).strip())
        else:
            print(line)
    return marks


def clocked(runner, source, timeout):
    """(name, from the mark before to this one) by the board's clock, in the board's unit."""
    board = runner.board
    prelude = f'import time;mark=lambda n:print("{MARK}",n,{board.CLOCK})\n'
    marks = [mark.rsplit(maxsplit=1) for mark in run_measured(runner, prelude, source, timeout)]
    return [
        (name, ((int(end) - int(start)) & CLOCK_MASK) * board.UNITS_PER_COUNT)
        for (_, start), (name, end) in itertools.pairwise(marks)
    ]


# Two marks and nothing between.
MARKS_ALONE = b'mark("start")\nmark("nothing")\n'


def executed(runner, source, timeout):
    """(name, instructions by function) from each mark to the next one, as QEMU's log has them: time slept costs nothing. A mark is
    in the log as a call of time.ticks_cpu()."""
    prelude = f'import time;_m=[];mark=lambda n:(time.ticks_cpu(),_m.append(n),n!="end" or [print("{MARK}",m)for m in _m])\n'
    runner.run(b"", timeout)
    runner.board.log_instructions(True)
    names = run_measured(runner, prelude, source + b'\nmark("end")\n', timeout)
    runner.board.log_instructions(False)
    functions = runner.board.logged_functions("time_ticks_cpu")
    runner.stop()
    # The last interval ends with the mark that run.py adds.
    return list(zip(names[1:-1], functions[:-1], strict=True))


def measure(runner, script, args):
    """Print `SCRIPT MARK FIGURE UNIT` for what passed before each mark but the first."""
    source = script.read_bytes()
    if not args.executed:
        for name, figure in clocked(runner, source, args.timeout):
            print(f"{script.stem} {name} {figure:.0f} {runner.board.UNIT}")
        return
    if not isinstance(runner.board, QemuBoard):
        raise Unavailable(f"--executed: the board {args.board} cannot trace its instructions")
    [(_, overhead)] = executed(runner, MARKS_ALONE, args.timeout)
    for name, functions in executed(runner, source, args.timeout):
        functions.subtract(overhead)
        print(f"{script.stem} {name} {functions.total()} instructions")
        for function, count in functions.most_common(args.functions):
            print(f"    {count:>10} {function}")


def main():
    args = arguments()
    try:
        scripts = [script for name in args.suite for script in suite_scripts(name, args)]
        for script in args.scripts:
            if not script.is_file():
                raise Unavailable(f"{script}: no such script")
        scripts += [script.resolve() for script in args.scripts]
        if not scripts:
            raise Unavailable("nothing to run: give scripts, or --suite NAME")
        try:
            usual = os.environ.get("MPY_ASYNCIO_FULL", "full") if args.board in (None, "unix") else "board"
            args.switched_on = features.switched_on(args.features or usual)
        except ValueError as problem:
            raise Unavailable(f"--features: {problem}") from None
        runner = make_runner(args)
        try:
            if args.show:
                for script in scripts:
                    out, err = runner.run(source_of(script), args.timeout)
                    print(out.decode(errors="replace"), end="")
                    if err:
                        raise Unavailable(f"{script.name} failed:\n" + last_lines(err.decode(errors="replace")))
                return 0
            if args.icount or args.executed:
                for script in scripts:
                    measure(runner, script, args)
                return 0
            report = Report(len(scripts))
            expectations = Expectations(args.asyncio)
            too_big = too_big_for(args.board)
            pending = pending_in({HERE / SUITE_FOLDERS.get(name, name) for name in args.suite})
            for script in scripts:
                run_one(runner, script, args, expectations, too_big, report, pending)
            report.finish(args.result)
            return 1 if report.failed else 0
        finally:
            runner.stop()
    except Hang as hang:
        print(f"run.py: {hang}; {getattr(hang, 'diagnosis', '')}\n{last_lines(hang.output.decode(errors='replace'))}", file=sys.stderr)
        return 2
    except (Unavailable, BoardError) as problem:
        print(f"run.py: {problem}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
