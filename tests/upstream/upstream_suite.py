#!/usr/bin/env python3
"""Runs upstream's own asyncio tests, unmodified, through upstream's own runner.

    upstream_suite.py --tree MICROPYTHON_TREE --firmware MICROPYTHON --failures FOLDER

The tree is only read. If a script has an expectation in this folder (README.md tells why), this program runs it and compares its
output with that. Upstream's runner runs all others. Last line: `N passed, N failed`.
"""

import argparse
import difflib
import os
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
# Folders and files that say asyncio and are no business of this suite: `make test-net` runs net_hosted and multi_net; the rest needs the
# Internet or radios, or only names asyncio in a comment.
ELSEWHERE = re.compile(r"^(multi_\w+|net_\w+|import)/|^run-")
SECONDS_PER_SCRIPT = 60
# Some of upstream's scripts (asyncio_fair.py) print by the wall clock, so a busy machine can fail them on any loop.
ATTEMPTS = 3
RESULT_LINE = re.compile(r"^(pass|FAIL|skip|lrge)\s+(\w+/\w+\.py)\s*(.*)$")


def fail(message):
    sys.exit(f"upstream_suite: {message}")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tree", required=True, type=pathlib.Path, help="MicroPython's source tree")
    parser.add_argument("--firmware", required=True, type=pathlib.Path, help="the unix executable to test")
    parser.add_argument("--failures", required=True, type=pathlib.Path, help="folder for .out and .exp of failures")
    parser.add_argument("--result", type=pathlib.Path, help="file for `passed failed`")
    parser.add_argument("--stock", action="store_true", help="use upstream's expectations for every script")
    chosen = parser.parse_args()
    if not (chosen.tree / "tests" / "run-tests.py").is_file():
        fail(f"{chosen.tree} is no MicroPython source tree (no tests/run-tests.py): run `make micropython`")
    if not os.access(chosen.firmware, os.X_OK):
        fail(f"{chosen.firmware} is not there: run `make firmware PORT=unix`")
    return chosen


def run_by_upstream(tree, firmware, results, scripts):
    """Gives {script name: (outcome, upstream's remark)} from run-tests.py's own lines."""
    environment = dict(
        os.environ, MICROPY_MICROPYTHON=str(firmware), PYTHONDONTWRITEBYTECODE="1", PYTHONUNBUFFERED="1"
    )
    # One job: upstream's scripts compare sleeps of 10 ms, which a busy machine can reorder.
    command = [sys.executable, "run-tests.py", "-j1", "--result-dir", str(results)]
    process = subprocess.Popen(
        [*command, *scripts],
        cwd=tree / "tests",
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    outcomes = {}
    for line in process.stdout:
        found = RESULT_LINE.match(line)
        if found:
            outcome, name, remark = found.groups()
            outcomes[name] = (outcome, remark.strip())
            print(f"{outcome:4}  {name} {remark}".rstrip(), flush=True)
        elif not outcomes:
            print(line, end="", flush=True)
    process.wait()
    return outcomes


def expectation(script):
    """Ours for upstream's `script`; may not be there."""
    return HERE / f"{pathlib.PurePath(script).name}.exp"


def run_by_us(tree, firmware, results, script):
    path, name = tree / "tests" / script, pathlib.PurePath(script).name
    expected = expectation(script).read_text()
    also = HERE / f"{name}.exp.also"
    try:
        done = subprocess.run(
            [firmware, path], capture_output=True, text=True, timeout=SECONDS_PER_SCRIPT, check=False
        )
        got = done.stdout + done.stderr
        if done.returncode:
            got += f"exit status {done.returncode}\n"
    except subprocess.TimeoutExpired as error:
        got = (error.stdout or b"").decode() + f"no end after {SECONDS_PER_SCRIPT} s\n"
    if got == expected or (also.is_file() and got == also.read_text()):
        print(f"pass  {name} (our expectation)", flush=True)
        return ("pass", "")
    (results / f"{name}.out").write_text(got)
    (results / f"{name}.exp").write_text(expected)
    print(f"FAIL  {name} (our expectation)", flush=True)
    return ("FAIL", "")


def show_failure(results, script):
    # Upstream's runner names its files <folder>_<script>, ours is plain.
    name = pathlib.PurePath(script).name
    for stem in (script.replace("/", "_"), name):
        out, exp = results / f"{stem}.out", results / f"{stem}.exp"
        if out.is_file():
            wanted = exp.read_text().splitlines() if exp.is_file() else []
            got = out.read_text(errors="replace").splitlines()
            print(*difflib.unified_diff(wanted, got, f"{name} expected", f"{name} got", lineterm=""), sep="\n")


def main():
    chosen = arguments()
    chosen.failures.mkdir(parents=True, exist_ok=True)
    for old in (*chosen.failures.glob("*.out"), *chosen.failures.glob("*.exp")):
        old.unlink()
    tree, firmware, results = chosen.tree.resolve(), chosen.firmware.resolve(), chosen.failures.resolve()
    tests = tree / "tests"
    scripts = [path for path in sorted(tests.glob("*/*.py")) if b"asyncio" in path.read_bytes()]
    scripts = [name for name in (path.relative_to(tests).as_posix() for path in scripts) if not ELSEWHERE.match(name)]
    if not any(name.startswith("extmod/asyncio_") for name in scripts):
        fail(f"{tree} has no tests/extmod/asyncio_*.py: the tree is incomplete")
    ours = [] if chosen.stock else [name for name in scripts if expectation(name).is_file()]

    outcomes = {}
    pending = [name for name in scripts if name not in ours]
    for attempt in range(1, ATTEMPTS + 1):
        if attempt > 1:
            print(f"again, attempt {attempt} of {ATTEMPTS}: {' '.join(pending)}", flush=True)
        outcomes.update(run_by_upstream(tree, firmware, results, pending))
        pending = [name for name in pending if outcomes.get(name, ("lost",))[0] == "FAIL"]
        if not pending:
            break
    for name in ours:
        outcomes[name] = run_by_us(tree, firmware, results, name)

    # A script that was skipped, or that upstream's runner never mentioned, tested nothing: that is a failure here.
    failed = []
    for name in scripts:
        outcome, remark = outcomes.get(name, ("lost", "upstream's runner did not mention it"))
        if outcome != "pass":
            failed.append(name)
            print(f"\n--- {name}: {outcome} {remark}")
            show_failure(results, name)
    if chosen.result:
        chosen.result.parent.mkdir(parents=True, exist_ok=True)
        chosen.result.write_text(f"{len(scripts) - len(failed)} {len(failed)}\n")
    print(f"{len(scripts) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
