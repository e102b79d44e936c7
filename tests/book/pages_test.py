#!/usr/bin/env python3
"""Looks at every page of the built book in Chromium, as pages_in_browser.mjs tells.

    pages_test.py --book build/book --modules FOLDER [--keep FOLDER] [--result FILE]

FOLDER is where playwright-core is, or gets, installed. Chromium is Debian's. --keep takes screenshots of all pages.
"""

import argparse
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "diagnostics/viewer"), str(HERE.parents[1] / "tools")]

from trace_view_test import install_playwright  # noqa: E402


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--book", type=pathlib.Path, required=True)
    parser.add_argument("--modules", type=pathlib.Path, required=True)
    parser.add_argument("--keep", type=pathlib.Path, help="folder for screenshots")
    parser.add_argument("--result", type=pathlib.Path, help="file for `passed failed`")
    args = parser.parse_args()
    if not (args.book / "index.html").is_file():
        sys.exit(f"{args.book}: no book there: make book")
    install_playwright(args.modules)
    command = ["node", str(HERE / "pages_in_browser.mjs"), str(args.modules), str(args.book)]
    if args.keep:
        args.keep.mkdir(parents=True, exist_ok=True)
        command.append(str(args.keep))
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    print(done.stdout, end="")
    counts = re.search(r"^(\d+) passed, (\d+) failed$", done.stdout, re.MULTILINE)
    if not counts:
        sys.exit("error: the browser ended before it had seen all pages: see above")
    if args.result:
        args.result.parent.mkdir(parents=True, exist_ok=True)
        args.result.write_text(f"{counts[1]} {counts[2]}\n")
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()
