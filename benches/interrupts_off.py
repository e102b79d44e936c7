#!/usr/bin/env python3
"""Counts the instructions that a Cortex-M firmware executes with interrupts off, in QEMU's trace of qemu/interrupts_off.py.

    interrupts_off.py --machine UPSTREAM_MICROBIT --firmware firmware.elf [--report build/bench/report.json --port qemu-MICROBIT]
                      [--result FILE]

One line for each function that has switched interrupts off: how often, its shortest and its longest stretch. The module's own are
apart from those of MicroPython and the port. With --report the module's longest becomes the row `interrupts_off` there. With --result it
is a test, which passes if budget.toml admits the longest.
"""

import argparse
import json
import pathlib
import re
import sys
import tomllib

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests"))

from boards.interrupts_off import stretches  # noqa: E402 (found by the line above)
from boards.qemu import QemuBoard  # noqa: E402
from boards.raw_repl import RawRepl  # noqa: E402

SCRIPT = HERE / "qemu/interrupts_off.py"
BUDGET = HERE / "budget.toml"
EXPECTED = "struck True woken True"
TIMEOUT_S = 300
# Rust's names, and the module's in C.
OURS = re.compile(r"_R|_ZN|mpy_|asyncio_")


def plain(name):
    """A Rust name as its last words."""
    words = re.findall(r"\d+([A-Za-z]\w*?)(?=\d|N[A-Z]|B\d|$)", name) if name.startswith(("_R", "_ZN")) else [name]
    return "::".join(words[-2:]) or name


def traced(machine, firmware):
    """{function: Stretches} of one run."""
    board = QemuBoard(machine, firmware, icount=4)
    board.start()
    try:
        repl = RawRepl(board)
        repl.enter(20)
        board.log_instructions(True)
        out, err = repl.run(SCRIPT.read_bytes(), TIMEOUT_S)
        board.log_instructions(False)
        if err or EXPECTED not in out.decode(errors="replace"):
            sys.exit(f"interrupts_off: the program failed: {out.decode(errors='replace')}{err.decode(errors='replace')}")
        board.diagnose()
        return stretches(board.log_path, firmware, board.symbols)
    finally:
        board.stop()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--machine", required=True)
    parser.add_argument("--firmware", required=True, type=pathlib.Path)
    parser.add_argument("--report", type=pathlib.Path)
    parser.add_argument("--port", default="qemu-MICROBIT", help="the port of the row in the report")
    parser.add_argument("--result", type=pathlib.Path, help="where to write `passed failed`")
    chosen = parser.parse_args()
    found = traced(chosen.machine, chosen.firmware)
    ours = {name for name in found if OURS.match(name)}
    if not ours:
        sys.exit("interrupts_off: the module never switched interrupts off: the trace is empty, or the names have changed")
    for title, names in (("the module", ours), ("MicroPython and the port", found.keys() - ours)):
        print(f"{title}:\n{'times':>9}{'shortest':>10}{'longest':>9}  begun by")
        for name in sorted(names, key=lambda name: -found[name].longest):
            these = found[name]
            print(f"{these.count:>9}{these.shortest:>10}{these.longest:>9}  {plain(name)}")
    longest = max(found[name].longest for name in ours)
    print(f"longest stretch of the module: {longest} instructions")
    if chosen.result:
        limits = [rule["at_most"] for rule in tomllib.loads(BUDGET.read_text())["rule"] if rule["case"] == "interrupts_off"]
        passed = longest <= min(limits)
        chosen.result.parent.mkdir(parents=True, exist_ok=True)
        chosen.result.write_text("1 0\n" if passed else "0 1\n")
        sys.exit(0 if passed else f"FAIL interrupts_off: {longest} instructions, and budget.toml admits {min(limits)}")
    if chosen.report:
        chosen.report.parent.mkdir(parents=True, exist_ok=True)
        rows = json.loads(chosen.report.read_text()) if chosen.report.is_file() else []
        row = {"name": "interrupts_off", "port": chosen.port, "unit": "instructions", "stock": None, "ours": longest}
        row |= {"ratio": None, "spread": 0.0, "alone": True}
        rows = [old for old in rows if (old["name"], old["port"]) != (row["name"], row["port"])]
        chosen.report.write_text(json.dumps([*rows, row], indent=1) + "\n")


if __name__ == "__main__":
    main()
