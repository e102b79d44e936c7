#!/usr/bin/env python3
"""Writes symbols.json beside a firmware.elf: the functions that the page calls in the emulated board, as a debugger would.

    symbols.py BUILD_FOLDER
"""

import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tests"))

from boards.elf_symbols import Symbols

WANTED = ("qstr_str", "mpy_trace_written", "mpy_trace_read")


def main():
    folder = pathlib.Path(sys.argv[1])
    found = Symbols(folder / "firmware.elf").all
    symbols = {name: found[name][0] for name in WANTED if name in found}
    (folder / "symbols.json").write_text(json.dumps(symbols) + "\n")
    # Stock has no trace.
    missing = set(WANTED) - set(symbols)
    if "mpy_trace_read" in symbols and missing:
        sys.exit(f"error: {folder}/firmware.elf has no {', '.join(sorted(missing))}")


if __name__ == "__main__":
    main()
