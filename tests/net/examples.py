#!/usr/bin/env python3
"""Runs each example of examples/ with a timeout, and checks its output. Last line: `N passed, N failed`."""

import argparse
import pathlib
import re
import subprocess
import sys

import own_network

EXAMPLES = pathlib.Path(__file__).resolve().parents[2] / "examples"
TIMEOUT = 60

# Examples that want a feature beyond this firmware's: tests/diagnostics/viewer and tests/repl run them.
NEEDS_TRACE = None
NEEDS_REPL = NEEDS_TRACE

# By example, patterns that its output has in this order.
EXPECTED = {
    "hello.py": [r"asyncio \d", r"main +blinked 4 times", r"the timeout of 0\.2 s came first"],
    "echo_server.py": [r"echo: alice 0", r"echo: bob 2", r"closed"],
    "http_get.py": [r"HTTP/1\.0 200 OK", r"Content-Type: text/html", r"\b31 bytes"],
    "repl_over_tcp.py": [NEEDS_REPL],
    "traced.py": [NEEDS_TRACE],
    "traced_tasks.py": [NEEDS_TRACE],
    "traced_urgent.py": [NEEDS_TRACE],
    "udp_echo.py": [r"echo: one", r"echo: two", r"echo: three"],
    "three_tasks.py": [
        r"UART: a frame each 50 ms",
        r"UART: a frame each 200 ms",
        r"[1-9]\d* frames, [1-9]\d* posted, [1-9]\d* heartbeats, 2 changes of the rate",
        r"latest frame \d+ ms late",
        r"a task did not await for 300 ms: a heartbeat was \d\d+ ms late",
        r"done",
    ],
}


def complaint(script, firmware):
    """What is wrong with one example, or an empty text."""
    patterns = EXPECTED.get(script.name)
    if patterns == [NEEDS_TRACE]:
        return ""
    if patterns is None:
        return f"no expectation: add {script.name} to {pathlib.Path(__file__).name}"
    try:
        done = subprocess.run([firmware, script], capture_output=True, text=True, timeout=TIMEOUT, check=False)
    except subprocess.TimeoutExpired:
        return f"no end after {TIMEOUT} s"
    if done.returncode != 0 or done.stderr or "Traceback" in done.stdout:
        return f"exit status {done.returncode}\n{done.stdout}{done.stderr}"
    if not re.search(".*".join(patterns), done.stdout, re.DOTALL):
        return f"not as expected:\n{done.stdout}"
    return ""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--firmware", type=pathlib.Path, required=True)
    parser.add_argument("--result", type=pathlib.Path, help="file for `passed failed skipped`")
    args = parser.parse_args()
    firmware = args.firmware.resolve()
    if not firmware.is_file():
        sys.exit(f"{firmware}: no such firmware: make firmware")
    own_network.enter()
    scripts = sorted(EXAMPLES.glob("*.py"))
    passed = failed = 0
    for script in scripts:
        problem = complaint(script, firmware)
        passed, failed = (passed, failed + 1) if problem else (passed + 1, failed)
        print(f"{'FAIL' if problem else 'pass'} {script.name}" + (f": {problem}" if problem else ""), flush=True)
    missing = sorted(set(EXPECTED) - {script.name for script in scripts})
    for name in missing:
        failed += 1
        print(f"FAIL {name}: not in {EXAMPLES}")
    if args.result:
        args.result.parent.mkdir(parents=True, exist_ok=True)
        args.result.write_text(f"{passed} {failed} 0\n")
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
