#!/usr/bin/env python3
"""Writes the .exp of conformance scripts by running each on the oracle that its header names.

    write_expected.py --stock STOCK_FIRMWARE [--check] [SCRIPT… | FOLDER…]
    write_expected.py [--check] [SCRIPT… | FOLDER…]       only scripts whose oracle is CPython

A script's header (its leading comment lines) has one of
    # Oracle: stock             stock MicroPython of the same tree and flags
    # Oracle: CPython           CPython 3.11 or newer (`CPython 3.13`: not an older one): the CPython that runs this, the one in
                                the environment variable CPYTHON, or a python3.N on the PATH
    # Oracle: reasoned: WHY     neither can show it; the .exp was written by hand, from WHY
If this machine lacks the oracle of a script, the script is left out, and a line tells so. With --check nothing is written, and an .exp
that its oracle does not reproduce is an error.
"""

import argparse
import functools
import os
import pathlib
import re
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
HEADER = re.compile(r"^# Oracle: (stock|CPython(?: [0-9.]+)?|reasoned: .+)$", re.MULTILINE)
SECONDS_PER_SCRIPT = 60
CHECKED_RUNS = 5
CPYTHON_OLDEST = "3.11"
NEWEST_MINOR = 19


def header_of(script):
    lines = script.read_text().splitlines()
    comment = [line for line in lines[:10] if line.startswith("#")]
    found = HEADER.search("\n".join(comment))
    if not found:
        sys.exit(f"write_expected: {script}: no `# Oracle: stock|CPython|reasoned: WHY` among its first comment lines")
    return found.group(1)


def version_of(python):
    """(major, minor, micro), or None if it does not run: a launcher's stub for a version that is not chosen."""
    command = [python, "-c", "import sys; print(*sys.version_info[:3])"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS_PER_SCRIPT, check=False)
    except OSError:
        return None
    return tuple(int(part) for part in done.stdout.split()) if done.returncode == 0 else None


@functools.cache
def cpython(oracle):
    """The Python of this machine that can be the oracle, or None."""
    oldest = tuple(int(part) for part in (oracle.partition(" ")[2] or CPYTHON_OLDEST).split("."))
    names = [f"python3.{minor}" for minor in range(oldest[1], NEWEST_MINOR + 1)]
    for name in [sys.executable, os.environ.get("CPYTHON"), *names]:
        python = name and shutil.which(name)
        if python and (version_of(python) or (0,)) >= oldest:
            return python
    return None


def output_of(command, script):
    done = subprocess.run(
        [*command, script], capture_output=True, text=True, timeout=SECONDS_PER_SCRIPT, check=False, cwd=script.parent
    )
    # What a script has its exception handler write there is no failure.
    if done.returncode or "Traceback" in done.stderr:
        return None, f"exit status {done.returncode}\n{done.stdout[-500:]}{done.stderr}"
    return done.stdout, ""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--stock", type=pathlib.Path, help="the stock unix firmware")
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    parser.add_argument("scripts", nargs="*", type=pathlib.Path, help="default: all of this folder and below")
    chosen = parser.parse_args()
    stock = [chosen.stock.resolve()] if chosen.stock else None
    no_scripts = {HERE / "write_expected.py", HERE / "repairs_on_stock.py", HERE / "stream/pipe.py"}
    named = [path.resolve() for path in chosen.scripts] or [HERE]
    scripts = sorted({script for path in named for script in (path.rglob("*.py") if path.is_dir() else [path])} - no_scripts)
    bad = 0
    left_out = {}
    for script in scripts:
        oracle = header_of(script)
        expected = script.with_suffix(".py.exp")
        if oracle.startswith("reasoned"):
            if not expected.is_file():
                print(f"FAIL {script.name}: reasoned, and there is no {expected.name}")
                bad += 1
            continue
        python = cpython(oracle) if oracle != "stock" else None
        command = stock if oracle == "stock" else python and [python]
        if not command:
            left_out[oracle] = left_out.get(oracle, 0) + 1
            continue
        written = expected.read_text() if chosen.check and expected.is_file() else None
        # CPython runs by the host's clock: on a busy machine sleeps end late. So it is asked again before it contradicts.
        for _ in range(CHECKED_RUNS if written is not None and oracle != "stock" else 1):
            try:
                output, trouble = output_of(command, script)
            except subprocess.TimeoutExpired:
                output, trouble = None, f"no end after {SECONDS_PER_SCRIPT} s"
            if output == written:
                break
        if output is None:
            print(f"FAIL {script.name}: the oracle ({oracle}) failed: {trouble}")
            bad += 1
        elif chosen.check:
            if output != written:
                print(f"FAIL {script.name}: {expected.name} is not what the oracle ({oracle}) prints")
                bad += 1
        else:
            expected.write_text(output)
    for oracle, count in left_out.items():
        print(f"{count} left out: {'no --stock given' if oracle == 'stock' else f'this machine has no {oracle} or newer'}")
    run = len(scripts) - sum(left_out.values())
    print(f"{run - bad} of {run} expectations {'agree' if chosen.check else 'written'}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
