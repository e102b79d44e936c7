#!/usr/bin/env python3
"""Random programs must print the same trace on CPython and on ours.

    against_cpython.py --ours OUR_FIRMWARE --count 1000 --seed 1

The programs are those of tests/conformance/cpython/random_programs.py: number n is always the same one. The first program that
differs is printed with both traces, up to the difference. Last line: `N passed, N failed`.
"""

import argparse
import itertools
import pathlib
import subprocess
import sys

SCRIPT = pathlib.Path(__file__).resolve().parents[1] / "conformance/cpython/random_programs.py"
BATCH = 500
SECONDS_PER_BATCH = 300


def traces(interpreter, first, last):
    """The trace of each program, by its number."""
    command = [interpreter, SCRIPT, str(first), str(last)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS_PER_BATCH, check=False)
    found = {}
    for line in done.stdout.splitlines():
        if line.startswith("program "):
            found[int(line.split()[1])] = []
        else:
            found[max(found)].append(line)
    if done.returncode or done.stderr:
        print(f"{interpreter}, programs {first} to {last - 1}: exit status {done.returncode}\n{done.stderr[-2000:]}")
    return found


def show(number, expected, printed):
    print(f"program {number}:")
    for theirs, ours in itertools.zip_longest(expected, printed):
        if theirs != ours:
            print(f"  CPython: {theirs}\n  ours:    {ours}")
            return
        print(f"  {theirs}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ours", type=pathlib.Path, required=True)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    passed = failed = 0
    for first in range(args.seed, args.seed + args.count, BATCH):
        last = min(first + BATCH, args.seed + args.count)
        expected = traces(sys.executable, first, last)
        printed = traces(args.ours.resolve(), first, last)
        for number in range(first, last):
            if number in expected and expected[number] == printed.get(number):
                passed += 1
            else:
                failed += 1
                if failed == 1:
                    show(number, expected.get(number, []), printed.get(number, []))
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
