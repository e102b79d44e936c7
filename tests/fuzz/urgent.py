#!/usr/bin/env python3
"""Random programs of urgent tasks on a unix firmware with the features `priority` and `test-clock`, and on a model in Python: urgent.py --firmware F [--count N] [--seed S]

Program number n is always the same one; urgent_model.py says what programs there are. The first line that differs is printed, with the
program. Last line: `N passed, N failed`.
"""

import argparse
import pathlib
import subprocess
import sys
import tempfile

from urgent_model import Model, generate, script

BATCH = 50
SECONDS = 60
SHOWN = 3


def firmware_traces(firmware, programs):
    # Too long for an argument.
    with tempfile.NamedTemporaryFile("w", suffix=".py") as file:
        file.write(script(programs))
        file.flush()
        done = subprocess.run(
            [firmware, "-X", "heapsize=8M", file.name],
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
    lines = done.stdout.splitlines()
    if done.returncode != 0:
        lines.append(f"exit status {done.returncode}: {done.stderr.strip()}")
    return lines + ["nothing printed"] * (len(programs) - len(lines))


def explain(number, program, ours, model):
    ours, model = ours.split(), model.split()
    same = next(
        (at for at, pair in enumerate(zip(ours, model)) if pair[0] != pair[1]), min(len(ours), len(model))
    )
    print(f"program {number} differs behind {' '.join(model[max(0, same - 8) : same])}")
    print(f"  model {' '.join(model[same : same + 8])}\n  ours  {' '.join(ours[same : same + 8])}")
    for own, (priority, operations) in enumerate(program[1:], 1):
        print(f"  {own}: priority {priority}: {operations}")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--firmware", type=pathlib.Path, required=True)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1, help="the number of the first program")
    parser.add_argument("--result", type=pathlib.Path, help="file for `passed failed`")
    args = parser.parse_args()
    failed = 0
    for first in range(args.seed, args.seed + args.count, BATCH):
        numbers = range(first, min(first + BATCH, args.seed + args.count))
        programs = [generate(number) for number in numbers]
        for number, program, ours in zip(numbers, programs, firmware_traces(args.firmware, programs)):
            model = Model(program).run()
            if ours != model:
                failed += 1
                if failed <= SHOWN:
                    explain(number, program, ours, model)
    if args.result:
        args.result.parent.mkdir(parents=True, exist_ok=True)
        args.result.write_text(f"{args.count - failed} {failed}\n")
    print(f"{args.count - failed} passed, {failed} failed")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
