#!/usr/bin/env python3
"""Runs upstream's whole test suite on two unix executables of one variant, with stock's asyncio and with ours: each test that passes on
stock has to pass on ours.

    whole.py --tree MICROPYTHON_TREE --stock MICROPYTHON --ours MICROPYTHON --failures FOLDER [--result FILE]

The tree is only read. What fails is run again alone, up to twice: some tests compare times, which a busy machine disturbs. The scripts for which
this folder has an expectation of ours are test-upstream's business. Last line: `N passed, N failed`.
"""

import argparse
import os
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
# Its jobs print at once: a line may hold two of these, and one may be torn.
VERDICT = re.compile(r"(pass|FAIL|skip|lrge)  (\S+?\.py)")
AGAIN = 2


def run(tree, firmware, failures, scripts=()):
    """{script: outcome} by upstream's own runner."""
    environment = dict(os.environ, MICROPY_MICROPYTHON=str(firmware), PYTHONDONTWRITEBYTECODE="1")
    command = [sys.executable, "run-tests.py", "--result-dir", str(failures), *(["-j1"] if scripts else []), *scripts]
    done = subprocess.run(command, cwd=tree / "tests", env=environment, capture_output=True, text=True, check=False)
    outcomes = {script: outcome for outcome, script in VERDICT.findall(done.stdout)}
    if not outcomes:
        sys.exit(f"whole.py: run-tests.py ran nothing on {firmware}:\n{done.stdout}{done.stderr}")
    return outcomes


def settled(tree, firmware, failures):
    failures.mkdir(parents=True, exist_ok=True)
    outcomes = run(tree, firmware, failures)
    for _ in range(AGAIN):
        failed = sorted(script for script, outcome in outcomes.items() if outcome == "FAIL")
        if failed:
            outcomes.update(run(tree, firmware, failures, failed))
    return outcomes


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("tree", "stock", "ours", "failures"):
        parser.add_argument(f"--{name}", required=True, type=pathlib.Path)
    parser.add_argument("--result", type=pathlib.Path)
    args = parser.parse_args()
    if not (args.tree / "tests/run-tests.py").is_file():
        sys.exit(f"whole.py: {args.tree} is no MicroPython source tree (no tests/run-tests.py)")
    outcomes = {}
    for name in ("stock", "ours"):
        outcomes[name] = settled(args.tree, getattr(args, name), args.failures / name)
        counts = [list(outcomes[name].values()).count(outcome) for outcome in ("pass", "FAIL", "skip")]
        print("{}: {} passed, {} failed, {} skipped".format(name, *counts), flush=True)
    for name, other in (("stock", "ours"), ("ours", "stock")):
        torn = sorted(outcomes[other].keys() - outcomes[name].keys())
        if torn:
            outcomes[name].update(run(args.tree, getattr(args, name), args.failures / name, torn))
    passed = failed = skipped = 0
    for script, outcome in sorted(outcomes["stock"].items()):
        ours = outcomes["ours"].get(script, "not run")
        if (HERE / (pathlib.PurePath(script).name + ".exp")).is_file():
            print(f"skip {script}: ours prints something else on purpose; make test-upstream compares it")
            skipped += 1
        elif ours == outcome == "FAIL":
            print(f"skip {script}: it fails on stock too")
            skipped += 1
        elif ours in (outcome, "pass"):
            passed += ours == "pass"
            skipped += ours != "pass"
        else:
            print(f"FAIL {script}: {outcome} on stock, {ours} on ours; see {args.failures / 'ours'}")
            failed += 1
    if args.result:
        args.result.parent.mkdir(parents=True, exist_ok=True)
        args.result.write_text(f"{passed} {failed} {skipped}\n")
    print(f"{passed} passed, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
