#!/usr/bin/env python3
"""Differential fuzzing: random async programs on stock asyncio and on ours must print the same trace.

    fuzz.py --stock STOCK_FIRMWARE --ours OUR_FIRMWARE --count 1000 --seed 1

Program number n is always the same one. Where traces differ, both firmwares run the program again, slower, so that an
accident of timing disappears; a difference that stays is shrunk and saved into tests/conformance/fuzz/ with stock's
trace as the expectation. Known differences: known_differences.py. Last line: `N passed, N failed`.
"""

import argparse
import concurrent.futures
import os
import pathlib
import subprocess
import sys
import tempfile
import time

import known_differences
from program import generate, script, smaller

HERE = pathlib.Path(__file__).resolve().parent
SAVED = HERE.parent / "conformance" / "fuzz"
BATCH = 25
# Milliseconds of the shortest timed sleep: at first, and when a difference is looked at again.
UNIT_FAST = 4
UNITS_SLOW = (10, 20, 30)
SECONDS_PER_PROGRAM = 10
SHRINK_SECONDS = 60


class Firmware:
    def __init__(self, path):
        self.path = path

    def output(self, source, seconds):
        with tempfile.NamedTemporaryFile("w", suffix=".py") as file:
            file.write(source)
            file.flush()
            try:
                done = subprocess.run(
                    [self.path, file.name],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                    timeout=seconds,
                    check=False,
                )
            except subprocess.TimeoutExpired as late:
                return (late.stdout or b"").decode(errors="replace") + "CRASH no end\n"
        text = done.stdout.decode(errors="replace")
        if done.returncode < 0:
            text += f"CRASH signal {-done.returncode}\n"
        elif not text.endswith("=== end\n"):
            text += f"CRASH exit status {done.returncode}\n"
        return text

    def traces(self, programs, unit):
        """{number: lines}; a program that brought the firmware down ends with a line CRASH."""
        found, waiting = {}, dict(programs)
        while waiting:
            text = self.output(script(waiting, unit), SECONDS_PER_PROGRAM + len(waiting))
            current = None
            for line in text.splitlines():
                if line.startswith("=== "):
                    current = None if line == "=== end" else int(line[4:])
                    if current is not None:
                        found[current] = []
                elif current is not None:
                    found[current].append(line)
                elif line.startswith("CRASH"):
                    raise SystemExit(f"fuzz: {self.path} did not run the script at all:\n{text}")
            # Those behind a crash get another process.
            waiting = {number: program for number, program in waiting.items() if number not in found}
        return found


def differs(stock, ours, program, units):
    """(line, stock's trace, ours) if the difference is there at every unit and each firmware agrees with itself."""
    seen = []
    for unit in units:
        pair = tuple(firmware.traces({0: program}, unit)[0] for firmware in (stock, ours))
        if known_differences.first_difference(*pair) is None:
            return None
        if seen and pair != seen[0]:
            return None
        seen.append(pair)
    return known_differences.first_difference(*seen[0]), *seen[0]


def shrink(stock, ours, program):
    end = time.monotonic() + SHRINK_SECONDS
    shrunk = True
    while shrunk and time.monotonic() < end:
        shrunk = False
        for candidate in smaller(program):
            if time.monotonic() > end:
                break
            if differs(stock, ours, candidate, UNITS_SLOW[:1]):
                program, shrunk = candidate, True
                break
    return program


def save(number, program, stock, folder):
    unit = UNITS_SLOW[-1]
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"seed_{number}.py"
    header = f"# Oracle: stock\n# Found by the fuzzer: program {number}, shrunk.\n# ruff: noqa\n"
    path.write_text(header + script({number: program}, unit))
    path.with_suffix(".py.exp").write_text(stock.output(path.read_text(), SECONDS_PER_PROGRAM))
    return path


def examine(stock, ours, numbers):
    programs = {number: generate(number) for number in numbers}
    traces = [firmware.traces(programs, UNIT_FAST) for firmware in (stock, ours)]
    return [
        (number, programs[number])
        for number in numbers
        if known_differences.first_difference(traces[0][number], traces[1][number]) is not None
    ], sum(len(lines) for lines in traces[0].values())


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--stock", required=True, type=pathlib.Path)
    parser.add_argument("--ours", required=True, type=pathlib.Path)
    parser.add_argument("--count", type=int, default=1000, help="programs to run")
    parser.add_argument("--seed", type=int, default=1, help="number of the first one")
    parser.add_argument("--jobs", type=int, default=max(2, (os.cpu_count() or 2)), help="processes at a time; most sleep")
    parser.add_argument("--save-to", type=pathlib.Path, default=SAVED, help="folder for the failing programs")
    parser.add_argument("--most", type=int, default=10, help="stop after so many differences")
    parser.add_argument("--show", action="store_true", help="print program number --seed and its two traces")
    chosen = parser.parse_args()
    stock, ours = Firmware(chosen.stock.resolve()), Firmware(chosen.ours.resolve())
    for firmware in (stock, ours):
        if not os.access(firmware.path, os.X_OK):
            sys.exit(f"fuzz: {firmware.path} is not there: run `make firmware PORT=unix` with ASYNCIO=ours and =stock")

    if chosen.show:
        program = generate(chosen.seed)
        print(script({chosen.seed: program}, UNIT_FAST))
        for firmware in (stock, ours):
            print("---", firmware.path, *firmware.traces({0: program}, UNITS_SLOW[0])[0], sep="\n")
        return 0

    numbers = range(chosen.seed, chosen.seed + chosen.count)
    batches = [numbers[start : start + BATCH] for start in range(0, len(numbers), BATCH)]
    done = failed = accidents = lines = 0
    start = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(chosen.jobs) as pool:
        for suspects, count in pool.map(lambda batch: examine(stock, ours, batch), batches):
            done += BATCH
            lines += count
            for number, program in suspects:
                found = differs(stock, ours, program, UNITS_SLOW)
                if not found:
                    accidents += 1
                    continue
                failed += 1
                print(f"program {number} differs at line {found[0]} of its trace; shrinking", flush=True)
                program = shrink(stock, ours, program)
                found = differs(stock, ours, program, UNITS_SLOW[:1]) or found
                at = found[0]
                for name, trace in (("stock", found[1]), ("ours", found[2])):
                    print(f"  {name}: ", *trace[max(0, at - 4) : at + 3], sep="\n    ")
                print(f"  saved: {save(number, program, stock, chosen.save_to)}", flush=True)
            if done % (BATCH * 20) == 0:
                print(f"{min(done, len(numbers))} of {len(numbers)} programs, {failed} differ, {time.monotonic() - start:.0f} s")
                sys.stdout.flush()
            if failed >= chosen.most:
                pool.shutdown(cancel_futures=True)
                print(f"stopped after {failed} differences")
                break
    print(f"{lines} trace lines compared; {accidents} differences of timing did not come again")
    print(f"{min(done, len(numbers)) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
