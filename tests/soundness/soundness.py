#!/usr/bin/env python3
"""Looks for corruption, lost wakes and leaks in the firmware that `make firmware-soundness` builds; docs/soundness.md.

    soundness.py --firmware FIRMWARE --release RELEASE_FIRMWARE --results FOLDER [--episodes 2000] [--points 8] [PART …]

Parts: sanitizer, collector, calls, faults, threads, switches. Each writes FOLDER/soundness-PART. Last line: `N passed, N failed`.
"""

import argparse
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
CONFORMANCE = HERE.parent / "conformance"
KINDS = ("memory", "interrupt", "stack")
# Scripts that faults.py can't repeat, with the reason.
NOT_REPEATED = {
    "keyboard_interrupt_at_random.py": "its signals come from a process of its own",
    **dict.fromkeys(
        ("tls_failure_closes_socket.py", "stream_read_reenters_tls.py"),
        "a frozen module (ssl) whose import runs out of memory is a null pointer at the next import of it, in MicroPython",
    ),
}
LAST_LINES = 30


class Part:
    def __init__(self, name, options):
        self.name, self.options = name, options
        self.passed = self.failed = 0
        self.summary = []

    def verdict(self, fine, what, output=""):
        if fine:
            self.passed += 1
            return
        self.failed += 1
        print(f"FAIL {self.name}: {what}")
        lines = [line for line in output.splitlines() if not re.match(r"\s+0x|\s+#2\d|=>", line)]
        report = next((number for number, line in enumerate(lines) if "ERROR: AddressSanitizer" in line), None)
        lines = lines[-LAST_LINES:] if report is None else lines[max(0, report - 4) : report + LAST_LINES]
        print(*("    " + line for line in lines), sep="\n", flush=True)

    def run(self, *arguments, seconds=120, firmware=None, **environment):
        """(exit status, output) of a script; a negative status is a signal, None the end of the time."""
        with tempfile.TemporaryFile() as output:
            try:
                status = subprocess.run(
                    [firmware or self.options.firmware, *map(str, arguments)],
                    cwd=HERE,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=output,
                    timeout=seconds,
                    env={**os.environ, "MICROPYPATH": f":.frozen:{HERE}", **environment},
                    check=False,
                ).returncode
            except subprocess.TimeoutExpired:
                status = None
            output.seek(0)
            return status, output.read().decode(errors="replace")

    def write(self):
        self.options.results.mkdir(parents=True, exist_ok=True)
        (self.options.results / f"soundness-{self.name}").write_text(f"{self.passed} {self.failed}\n")
        print(f"{self.name}: {self.passed} passed, {self.failed} failed; " + "; ".join(self.summary), flush=True)


def sanitizer(part):
    """The tools see what they are to see: else all the rest would pass for nothing."""
    for call, report in (
        ("use_after_free", "use-after-poison"),
        ("misplace_task", "a suspended task"),
    ):
        status, output = part.run("-c", f"import asyncio, soundness\nsoundness.{call}()")
        part.verdict(status not in (0, None) and report in output, f"{call} is not reported", output)


def collector(part):
    """Every suite of scripts with the collector running at each allocation."""
    for suite in ("conformance", "upstream"):
        command = [sys.executable, HERE.parent / "run.py", "--board", "unix", "--firmware", part.options.firmware]
        done = subprocess.run(
            [*command, "--suite", suite, "--timeout", "120"],
            env={**os.environ, "SOUNDNESS_COLLECT_EVERY": "1"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
        output = done.stdout.decode(errors="replace")
        counts = re.search(r"(\d+) passed, (\d+) failed\s*$", output)
        if counts:
            part.passed += int(counts[1])
            part.failed += int(counts[2])
            part.summary.append(f"{suite} {counts[1]}")
        if not counts or int(counts[2]):
            print(output[output.find("FAIL") :] if counts else output + done.stderr.decode(errors="replace"), flush=True)
            part.failed += not counts


def calls(part):
    """Hostile calls, in processes of 100 episodes."""
    starts = range(part.options.first, part.options.first + part.options.episodes, 100)

    def episodes(start):
        return start, *part.run("hostile_calls.py", start, 100, seconds=120)

    with concurrent.futures.ThreadPoolExecutor(part.options.jobs) as pool:
        for start, status, output in pool.map(episodes, starts):
            number = re.findall(r"^episode (\d+)$", output, re.MULTILINE)
            fine = status == 0 and "\ndone 100" in output
            what = "hangs" if status is None else f"ends with {status}"
            part.verdict(fine, f"episode {number[-1] if number else start} {what}", output)
    part.summary.append(f"{part.options.episodes} episodes")


def faults(part):
    """Scripts of the conformance suite with a fault at many places."""
    scripts = sorted(path.with_suffix("") for path in CONFORMANCE.rglob("*.py.exp"))
    scripts = [script for script in scripts if script.name not in NOT_REPEATED]
    work = [(script, kind) for script in scripts for kind in KINDS]
    hits = dict.fromkeys(KINDS, 0)

    def inject(job):
        return job, *part.run("faults.py", job[0], job[1], part.options.points)

    # A script sleeps most of its time.
    with concurrent.futures.ThreadPoolExecutor(part.options.jobs * 4) as pool:
        for (script, kind), status, output in pool.map(inject, work):
            points = re.search(r"points (\d+) of \d+$", output, re.MULTILINE)
            if points:
                hits[kind] += int(points[1])
            part.verdict(status == 0 and points, f"{script.name} with faults of kind {kind}: exit status {status}", output)
    part.summary.append(f"{len(scripts)} scripts, " + ", ".join(f"{hits[kind]} {kind} faults" for kind in KINDS))


def threads(part):
    """Threads that hand something over while the loop's thread collects, and walks of the heap while they allocate."""
    for firmware, rounds in ((part.options.release, 300), (part.options.firmware, 60)):
        status, output = part.run("threads.py", rounds, firmware=firmware, seconds=200)
        part.verdict(status == 0 and output.endswith("done\n"), f"{firmware}: exit status {status}", output)


def switches(part):
    """Ten million switches, on the firmware that users get."""
    status, output = part.run("ten_million_switches.py", firmware=part.options.release, seconds=300)
    part.verdict(status == 0, "ten million switches", output)
    part.summary.append(output.strip())


PARTS = {part.__name__: part for part in (sanitizer, collector, calls, faults, threads, switches)}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--firmware", type=pathlib.Path, required=True)
    parser.add_argument("--release", type=pathlib.Path, required=True)
    parser.add_argument("--results", type=pathlib.Path, required=True)
    parser.add_argument("--episodes", type=int, default=2000, help="hostile episodes")
    parser.add_argument("--first", type=int, default=1, help="number of the first episode")
    parser.add_argument("--points", type=int, default=8, help="faults for each script and kind")
    parser.add_argument("--jobs", type=int, default=max(2, (os.cpu_count() or 2)), help="processes at a time; of faults four times as many")
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS])
    options = parser.parse_args()
    options.firmware, options.release = options.firmware.resolve(), options.release.resolve()
    passed = failed = 0
    for name in options.parts or PARTS:
        part = Part(name, options)
        start = time.monotonic()
        PARTS[name](part)
        part.summary.append(f"{time.monotonic() - start:.0f} s")
        part.write()
        passed += part.passed
        failed += part.failed
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
