#!/usr/bin/env python3
"""Upstream's own network tests of asyncio, unmodified, from the MicroPython tree given.

`net_hosted` scripts run on the firmware; those of `multi_net` by upstream's run-multitests.py, which starts
two instances of it. Last line: `N passed, N failed`.
"""

import argparse
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import own_network

TIMEOUT = 120
# run-multitests.py gives an instance that prints nothing for 10 s up: one such test is repeated, since a machine under
# load may be that slow.
ATTEMPTS_AFTER_TIMEOUT = 2


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tree", type=pathlib.Path, required=True, help="MicroPython's source tree")
    parser.add_argument("--firmware", type=pathlib.Path, required=True)
    parser.add_argument("--result", type=pathlib.Path, help="file for `passed failed skipped`")
    return parser.parse_args()


def environment(firmware):
    return {
        **os.environ,
        "MICROPY_MICROPYTHON": str(firmware),
        "MICROPY_CPYTHON3": sys.executable,
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def run_hosted(script, firmware):
    """(verdict, text) of a script that is its own client and server."""
    done = subprocess.run(
        [firmware, "-X", "heapsize=4M", script.name],
        cwd=script.parent,
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )
    if done.stdout.strip() == "SKIP":
        return "skip", "the script prints SKIP"
    expected = script.with_name(script.name + ".exp").read_text()
    if done.stdout == expected and done.returncode == 0:
        return "pass", ""
    return "FAIL", f"expected:\n{expected}\nprinted:\n{done.stdout}{done.stderr}"


def run_pair(script, firmware):
    """(verdict, text) of a script with a part for each of two instances."""
    output = ""
    with tempfile.TemporaryDirectory() as results:
        command = [sys.executable, "run-multitests.py", "-i", "micropython", "-i", "micropython"]
        tests = script.parent.parent
        if "--result-dir" in (tests / "run-multitests.py").read_text():
            command += ["--result-dir", results]
        for _ in range(ATTEMPTS_AFTER_TIMEOUT):
            done = subprocess.run(
                [*command, f"multi_net/{script.name}"],
                cwd=tests,
                env=environment(firmware),
                capture_output=True,
                text=True,
                timeout=TIMEOUT,
                check=False,
            )
            output = done.stdout + done.stderr
            found = re.search(r"^multi_net/\S+ on \S+: (pass|skip|FAIL)$", output, re.MULTILINE)
            verdict = found.group(1) if found else "FAIL"
            if verdict != "FAIL" or "TIMEOUT" not in output:
                break
    return verdict, "the script prints SKIP" if verdict == "skip" else output


def main():
    args = arguments()
    tests = args.tree.resolve() / "tests"
    firmware = args.firmware.resolve()
    if not firmware.is_file():
        sys.exit(f"{firmware}: no such firmware: make firmware")
    own_network.enter()
    # asyncio_tls_server_client_verify_error.py expects a server that answers only after the client's send() has returned.
    # On a busy machine ours, woken by the first bytes, would take the client's processor and answer before that.
    os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
    scripts = [(run_hosted, path) for path in sorted((tests / "net_hosted").glob("asyncio_*.py"))]
    scripts += [(run_pair, path) for path in sorted((tests / "multi_net").glob("asyncio_*.py"))]
    if not scripts:
        sys.exit(f"{tests}: neither net_hosted/asyncio_*.py nor multi_net/asyncio_*.py there")
    counts = {"pass": 0, "FAIL": 0, "skip": 0}
    for number, (run, script) in enumerate(scripts, 1):
        try:
            verdict, text = run(script, firmware)
        except subprocess.TimeoutExpired:
            verdict, text = "FAIL", f"no end after {TIMEOUT} s"
        counts[verdict] += 1
        note = f": {text}" if verdict == "skip" else ""
        print(f"{number:2}/{len(scripts)} {verdict:<4} {script.parent.name}/{script.name}{note}", flush=True)
        if verdict == "FAIL":
            print(text, flush=True)
    if args.result:
        args.result.parent.mkdir(parents=True, exist_ok=True)
        args.result.write_text(f"{counts['pass']} {counts['FAIL']} {counts['skip']}\n")
    print(f"{counts['pass']} passed, {counts['FAIL']} failed")
    sys.exit(1 if counts["FAIL"] else 0)


if __name__ == "__main__":
    main()
