#!/usr/bin/env python3
"""Runs libraries on our asyncio and on stock's, which must print the same, and writes docs/works-with.md from the results.

    works_with.py --ours FILE --stock FILE --libraries FOLDER [--write] [--result FILE]

A script's first lines have `# Library: …` (from PyPI, in FOLDER) or `# Stands for: …`, and `# Runs: …`. If stock prints something else, they
have `# Not on stock: REASON`, and SCRIPT.exp has the right output. Without --write the page must already have the results.
Last line: `N passed, N failed`.
"""

import argparse
import os
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PAGE = ROOT / "docs/works-with.md"
REQUIREMENTS = ROOT / "tools/works_with_requirements.txt"
BEGIN, END = "<!-- works with -->", "<!-- /works with -->"
SECONDS = 60


def headers(script):
    return dict(re.findall(r"^# ([A-Z][a-z ]+): (.+)$", script.read_text(), re.MULTILINE))


def run(firmware, script, libraries):
    try:
        done = subprocess.run(
            [firmware, script],
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
            cwd=HERE,
            env={**os.environ, "MICROPYPATH": f"{libraries}:.frozen"},
        )
    except subprocess.TimeoutExpired:
        return f"no end after {SECONDS} s"
    return done.stdout + done.stderr


def title(said, versions):
    if "Library" not in said:
        return said["Stands for"], "the calls it makes"
    names = [name.strip() for name in said["Library"].split(",")]
    return names[0], "the library: " + ", ".join(f"{name} {versions[name]}" for name in names)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ours", type=pathlib.Path, required=True)
    parser.add_argument("--stock", type=pathlib.Path, required=True)
    parser.add_argument("--libraries", type=pathlib.Path, required=True)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--result", type=pathlib.Path)
    args = parser.parse_args()
    versions = dict(re.findall(r"^([\w-]+)==([\d.]+)", REQUIREMENTS.read_text(), re.MULTILINE))
    passed = failed = 0
    rows = []
    for script in sorted(path for path in HERE.glob("*.py") if path.name != pathlib.Path(__file__).name):
        said = headers(script)
        ours, stock = run(args.ours, script, args.libraries), run(args.stock, script, args.libraries)
        expected = script.with_name(script.name + ".exp").read_text()
        different = said.get("Not on stock", "")
        right = ours == expected and (stock != expected if different else stock == expected)
        passed, failed = passed + right, failed + (not right)
        print("pass" if right else "FAIL", script.name, flush=True)
        if not right:
            print(f"--- expected\n{expected}--- ours\n{ours}--- stock\n{stock}")
        name, what = title(said, versions)
        result = "as on stock" if right and not different else f"works; on stock: {different}" if right else "fails"
        rows.append((name.lower(), f"| {name} | {what} | {said['Runs']} | {result} | `{script.name}` |"))
    table = ["| library | what ran | what it did | result | script |", "|---|---|---|---|---|", *(row for _, row in sorted(rows))]
    before, rest = PAGE.read_text().split(BEGIN)
    text = before + "\n".join([BEGIN, *table, END]) + rest.split(END)[1]
    if args.write:
        PAGE.write_text(text)
    elif text != PAGE.read_text():
        failed += 1
        print(f"FAIL {PAGE.name}: it does not say what was run: make works-with writes it")
    else:
        passed += 1
        print(f"pass {PAGE.name}")
    if args.result:
        args.result.parent.mkdir(parents=True, exist_ok=True)
        args.result.write_text(f"{passed} {failed}\n")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
