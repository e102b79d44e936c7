#!/usr/bin/env python3
"""Runs test suites, each a make target, in their order or --jobs of them at a time, and sums their results.

A suite writes one line, `passed failed` or `passed failed skipped`, into a file of its own in the
results folder ($(TEST_RESULTS) in the Makefile, a folder for each target); one target may write several
such files. The file's name is the row's name in the table. A target that ends with an error and reports
no failure, or reports nothing at all, counts as one failure: a suite that did not run has not passed.

With --jobs above 1 each target's output comes in one piece when it has ended. So does the output of the targets --beside names:
they run one after the other, in that order, while the other targets do.

Lines with the word FAIL or FAILED, and the first lines behind each, are printed again below the table, so that the end of
a log has them. A target that failed without such a line has its last lines there.
"""

import argparse
import concurrent.futures
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import time

FAILURE = re.compile(r"\bFAIL(ED)?\b")
VERDICT = re.compile(r"\b(pass|ok|skip|FAIL|FAILED)\b|\d+ passed, \d+ failed")
FOLLOWING = 14
FAILURES_SHOWN = 12


def failures_in(lines):
    """Each failure that the lines tell of, with what follows it up to the next verdict."""
    found = []
    room = 0
    for line in lines:
        if FAILURE.search(line):
            found.append([line])
            room = FOLLOWING
        elif VERDICT.search(line):
            room = 0
        elif room:
            found[-1].append(line)
            room -= 1
    return found


def read_result(path):
    """(passed, failed, skipped) of one result file; one that says nothing is a failure, named."""
    words = path.read_text().split()
    if len(words) not in (2, 3) or not all(word.isdigit() for word in words):
        print(f"{path}: expected 'passed failed [skipped]', found {' '.join(words)!r}", file=sys.stderr)
        return (0, 1, 0)
    passed, failed, skipped = [int(word) for word in words] + [0] * (3 - len(words))
    if passed + failed + skipped == 0:
        print(f"{path}: the suite ran no test", file=sys.stderr)
        return (0, 1, 0)
    return (passed, failed, skipped)


def run_suite(make, target, results, together):
    """(rows, failures) of one target, a row being (name, passed, failed, skipped, seconds); `together`: its output when it has ended."""
    folder = results / target
    command = [*make, target, f"TEST_RESULTS={folder}"]
    folder.mkdir(parents=True, exist_ok=True)
    start = time.monotonic()
    lines = []
    if not together:
        print(f"=== {target}", flush=True)
    # A terminal gets its errors directly: build logs look whether it is one.
    errors = None if sys.stderr.isatty() and not together else subprocess.STDOUT
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors, text=True, errors="replace") as suite:
        for line in suite.stdout:
            lines.append(line)
            if not together:
                print(line, end="", flush=True)
    if together:
        print(f"=== {target}\n{''.join(lines)}", end="", flush=True)
    seconds = time.monotonic() - start
    rows = [(path.name, *read_result(path), seconds) for path in sorted(folder.rglob("*")) if path.is_file()]
    if not rows:
        rows = [(f"{target} (no result)", 0, 1, 0, seconds)]
    elif suite.returncode != 0 and not any(row[2] for row in rows):
        rows.append((f"{target} (ended with an error)", 0, 1, 0, seconds))
    if not any(row[2] for row in rows):
        return rows, []
    told = failures_in(lines) or [["failed; its last lines:\n", *lines[-FOLLOWING:]]]
    return rows, [[f"{target}: {failure[0]}", *failure[1:]] for failure in told]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--results", type=pathlib.Path, required=True)
    parser.add_argument("--make", type=shlex.split, default=["make"])
    parser.add_argument("--jobs", type=int, default=1, help="targets at a time")
    parser.add_argument("--beside", type=shlex.split, default=[], help="those of the targets that run beside the others")
    parser.add_argument("targets", nargs="*")
    args = parser.parse_args()

    shutil.rmtree(args.results, ignore_errors=True)
    with concurrent.futures.ThreadPoolExecutor(max(1, args.jobs)) as pool, concurrent.futures.ThreadPoolExecutor(1) as lane:
        beside = {target: lane.submit(run_suite, args.make, target, args.results, True) for target in args.beside if target in args.targets}
        suites = [
            beside[target] if target in beside else pool.submit(run_suite, args.make, target, args.results, args.jobs > 1)
            for target in args.targets
        ]
        rows = [row for suite in suites for row in suite.result()[0]]
        failures = [failure for suite in suites for failure in suite.result()[1]]

    width = max([len("suite"), *(len(row[0]) for row in rows)])
    print(f"\n{'suite':<{width}}  passed  failed  skipped  seconds")
    for name, passed, failed, skipped, seconds in rows:
        print(f"{name:<{width}}  {passed:6}  {failed:6}  {skipped:7}  {seconds:7.1f}")
    for failure in failures[:FAILURES_SHOWN]:
        print("".join(failure), end="")
    if len(failures) > FAILURES_SHOWN:
        print(f"and {len(failures) - FAILURES_SHOWN} failures more: see above")
    passed, failed = sum(row[1] for row in rows), sum(row[2] for row in rows)
    if not rows:
        print("no test suite was given", file=sys.stderr)
        failed = 1
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
