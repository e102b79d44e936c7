#!/usr/bin/env python3
"""Checks that run_blocks.py rejects each block of wrong.md, for the reason that wrong.md gives.

    wrong_blocks.py --firmware build/unix/micropython

Last line: `N passed, N failed`.
"""

import argparse
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
PAGE = HERE / "wrong.md"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--firmware", type=pathlib.Path, required=True)
    parser.add_argument("--result", type=pathlib.Path, help="file for `passed failed skipped`")
    args = parser.parse_args()
    name = str(PAGE.relative_to(HERE.parents[1]))
    command = [sys.executable, HERE / "run_blocks.py", "--firmware", f"unix={args.firmware.resolve()}", name]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    reports = {int(line): text for line, text in re.findall(rf"^(?:FAIL|pass) {name}:(\d+) (.*\n(?:  .*\n|\n)*)", said, re.MULTILINE)}
    expected = {}
    complaint = None
    for number, line in enumerate(PAGE.read_text().splitlines(), 1):
        if line.startswith("complaint: "):
            complaint = line.removeprefix("complaint: ").strip("`")
        elif line.startswith("```") and complaint:
            expected[number] = complaint
            complaint = None
    passed = failed = 0
    for number, complaint in expected.items():
        if complaint in reports.get(number, ""):
            passed += 1
        else:
            failed += 1
            print(f"FAIL {name}:{number}: should be found wrong with '{complaint}', but: {reports.get(number, 'nothing was said')}")
    if args.result:
        args.result.parent.mkdir(parents=True, exist_ok=True)
        args.result.write_text(f"{passed} {failed}\n")
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
