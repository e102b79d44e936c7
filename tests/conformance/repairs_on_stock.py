#!/usr/bin/env python3
"""Runs the scripts of repairs/ on stock asyncio and prints which defects they show.

    repairs_on_stock.py --stock STOCK_FIRMWARE

A script's first line tells what to expect: `Fails on stock.`, or `Not shown on stock: WHY`, or `Passes on stock: WHY`.
If a script does something else, this command fails.
"""

import argparse
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
FIRST_LINE = re.compile(r"^# Repairs: (?P<row>.+?)\. (?P<claim>Fails on stock\.|(?:Not shown|Passes) on stock: (?P<why>.+))$")
SECONDS_PER_SCRIPT = 20


def on_stock(firmware, script):
    """How the script went: "passes", or "fails" with the way in which it did."""
    expected = script.with_suffix(".py.exp").read_text()
    try:
        done = subprocess.run(
            [firmware, script],
            cwd=script.parent,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=SECONDS_PER_SCRIPT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return "fails", "hangs"
    if done.stdout.startswith("SKIP"):
        return "skips", done.stdout.strip()
    if done.returncode < 0:
        return "fails", f"crashes (signal {-done.returncode})"
    if done.stdout == expected and not done.stderr:
        return "passes", ""
    raised = [line for line in (done.stderr + done.stdout).splitlines() if re.match(r"^\w*(Error|Exception)\b", line)]
    return "fails", raised[-1] if raised else "prints something else"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--stock", required=True, type=pathlib.Path, help="the stock unix firmware")
    chosen = parser.parse_args()
    rows, surprises = [], []
    scripts = sorted((HERE / "repairs").glob("*.py"))
    for number, script in enumerate(scripts, 1):
        first = script.read_text().splitlines()[0]
        claim = FIRST_LINE.match(first)
        if not claim:
            sys.exit(f"repairs_on_stock: {script.name}: the first line is no `# Repairs: ROW. Fails on stock.` (or why not)")
        if sys.stderr.isatty():
            print(f"\r{number}/{len(scripts)} {script.stem:60}", end="", file=sys.stderr, flush=True)
        outcome, how = on_stock(chosen.stock.resolve(), script)
        rows.append((claim["row"], script.stem, outcome, how or claim["why"] or ""))
        if (outcome == "fails") != (claim["claim"] == "Fails on stock."):
            surprises.append(f"{script.name}: says {claim['claim']!r}, but {outcome}: {how}")
    if sys.stderr.isatty():
        print("\r" + " " * 80 + "\r", end="", file=sys.stderr)
    wide = [max(len(row[column]) for row in rows) for column in range(3)]
    for row in sorted(rows):
        print("  ".join(text.ljust(width) for text, width in zip(row, wide)), row[3], sep="  ")
    for surprise in surprises:
        print(surprise)
    print(f"{sum(row[2] == 'fails' for row in rows)} of {len(rows)} fail on stock")
    return 1 if surprises else 0


if __name__ == "__main__":
    sys.exit(main())
