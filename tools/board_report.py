#!/usr/bin/env python3
"""Tests a real board and writes one report to paste into an issue.

    board_report.py /dev/ttyACM0                  the flashed image: upstream's tests, conformance, interrupts, latency
    board_report.py /dev/ttyACM0 --stock          also on stock MicroPython: it waits while you flash that image
    board_report.py /dev/ttyACM0 --quick          a few scripts of each suite: one minute

The report is build/board-report.md. Upstream's tests come from the MicroPython tree that `make` fetched, or --micropython-dir.
pyserial is installed on first use (tools/setup.sh board).
"""

import argparse
import datetime
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
VENV = ROOT / ".cache/board/bin/python"
sys.path.insert(0, str(ROOT / "tests"))
sys.path.insert(0, str(ROOT / "micropython/module"))

SUITES = ("upstream", "conformance", "interrupts")
QUICK = 6
IDENTIFY = b"""
import asyncio, gc, sys
gc.collect()
print("board:", getattr(sys.implementation, "_machine", sys.platform))
print("MicroPython:", ".".join(str(part) for part in sys.implementation[1][:3]))
print("build:", sys.version)
print("heap free:", gc.mem_free(), "bytes")
mine = getattr(asyncio, "mpy_asyncio", None)
native = "closure" not in repr(asyncio.sleep_ms) and not hasattr(asyncio, "__file__") and type(asyncio.sleep_ms) is type(gc.collect)
print("asyncio:", "mpy-asyncio " + mine[0] if mine else "mpy-asyncio" if native else "stock")
print("features:", mine[1] if mine else "none" if not native else "parity" if hasattr(asyncio, "core") else "small")
"""


def with_pyserial():
    """This program with a Python that has pyserial."""
    try:
        import serial  # noqa: F401
    except ImportError:
        if pathlib.Path(sys.prefix).resolve() == VENV.parent.parent.resolve():
            sys.exit("board_report: pyserial is missing from .cache/board: remove that folder and try again")
        if subprocess.run([ROOT / "tools/setup.sh", "board"], check=False).returncode:
            sys.exit("board_report: no pyserial: see above")
        os.execv(VENV, [VENV, *sys.argv])


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("port", help="the board's serial port")
    parser.add_argument("--stock", action="store_true", help="also on stock MicroPython, which you flash when asked")
    parser.add_argument("--quick", action="store_true", help=f"only {QUICK} scripts of each suite")
    parser.add_argument("--timeout", type=float, default=60, help="seconds per script")
    parser.add_argument("--micropython-dir", type=pathlib.Path, help="the tree whose tests are run")
    parser.add_argument("--out", type=pathlib.Path, default=ROOT / "build/board-report.md")
    return parser.parse_args()




def identify(runner):
    out, err = runner.run(IDENTIFY, 20)
    if err:
        sys.exit(f"board_report: the board does not answer as MicroPython does:\n{err.decode(errors='replace')}")
    return dict(line.split(": ", 1) for line in out.decode(errors="replace").splitlines())


def measure(args):
    """What is flashed now: (facts, suites, latency)."""
    import features
    import run
    from boards.serial_port import SerialPort

    runner = run.SerialRunner(SerialPort(args.port))
    args.board, args.suite, args.show = "port", [], False
    try:
        facts = identify(runner)
        print("\n".join(f"{name}: {value}" for name, value in facts.items()), flush=True)
        ours = facts["asyncio"] != "stock"
        args.asyncio = "ours" if ours else "stock"
        args.switched_on = features.switched_on(facts["features"] if ours else "parity")
        expectations = run.Expectations(args.asyncio)
        suites = {}
        # Our conformance scripts show stock's defects: they tell nothing of a board.
        for name in SUITES if ours else ("upstream", "interrupts"):
            scripts = run.suite_scripts(name, args)
            if args.quick:
                scripts = scripts[:: max(1, len(scripts) // QUICK)][:QUICK]
            print(f"## {name}", flush=True)
            report = suites[name] = Recorded(run.Report(len(scripts)))
            pending = run.pending_in({run.HERE / run.SUITE_FOLDERS.get(name, name)})
            for script in scripts:
                run.run_one(runner, script, args, expectations, {}, report, pending)
        latency, err = runner.run((ROOT / "benches/board/latency.py").read_bytes(), 120)
        print(latency.decode(errors="replace"))
        return facts, suites, latency.decode(errors="replace") + last_line(err)
    finally:
        runner.stop()


def last_line(err):
    return f"failed: {err.decode(errors='replace').strip().splitlines()[-1]}\n" if err else ""


class Recorded:
    """A run.Report that also keeps what it said."""

    def __init__(self, report):
        self.report = report
        self.failed, self.skipped = [], []

    def add_pass(self, script, seconds):
        self.report.add_pass(script, seconds)

    def add_skip(self, script, reason):
        self.skipped.append((script.name, reason))
        self.report.add_skip(script, reason)

    def add_failure(self, script, text):
        self.failed.append((script.name, text))
        self.report.add_failure(script, text)


def section(measured):
    facts, suites, latency = measured
    lines = [f"### {facts['asyncio']}", "", "| | |", "|---|---|"]
    lines += [f"| {name} | {value} |" for name, value in facts.items()]
    lines += ["", "| suite | passed | failed | skipped |", "|---|---:|---:|---:|"]
    lines += [f"| {name} | {suite.report.passed} | {suite.report.failed} | {suite.report.skipped} |" for name, suite in suites.items()]
    lines += ["", "| measured | |", "|---|---:|"]
    lines += ["| " + line.replace(": ", " | ", 1) + " |" for line in latency.splitlines() if ": " in line]
    lines.append("")
    for name, suite in suites.items():
        for script, text in suite.failed:
            lines += [f"<details><summary>{name}: {script} failed</summary>", "", "```text", text, "```", "", "</details>", ""]
        if suite.skipped:
            lines += [f"<details><summary>{name}: {len(suite.skipped)} skipped</summary>", ""]
            lines += [f"- `{script}`: {reason}" for script, reason in suite.skipped]
            lines += ["", "</details>", ""]
    return lines


def main():
    args = arguments()
    with_pyserial()
    import run
    from boards.board import BoardError
    from boards.raw_repl import Hang

    try:
        measured = [measure(args)]
        if args.stock:
            input("Flash the other image now, wait for the board to come back, then press Enter: ")
            measured.append(measure(args))
    except Hang as hang:
        sys.exit(f"board_report: {args.port}: {hang}: is this MicroPython's REPL? The board sent {hang.output[-200:]!r}")
    except (BoardError, run.Unavailable) as problem:
        sys.exit(f"board_report: {problem}")
    except KeyboardInterrupt:
        sys.exit(130)
    commit = subprocess.run(["git", "-C", ROOT, "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False).stdout.strip()
    how = "a few scripts of each suite" if args.quick else "all suites"
    lines = [f"## Board report: {measured[0][0]['board']}", "", f"{datetime.date.today()}, {how}, scripts of commit {commit}", ""]
    for one in measured:
        lines += section(one)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text("\n".join(lines))
    print(f"written: {args.out}; paste it into an issue")
    # What fails on stock are stock's defects.
    return 1 if any(suite.failed for facts, suites, _ in measured if facts["asyncio"] != "stock" for suite in suites.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
