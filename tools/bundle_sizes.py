#!/usr/bin/env python3
"""Writes the table of docs/how-to/flash.md, what the bundles take: bundle_sizes.py BOARD:LOOP=firmware.elf…

LOOP is none (the same firmware without asyncio, which the others are compared with), stock or a bundle. A board without an image of a bundle
keeps the cell empty.
"""

import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "ports/qemu"))

from size import sizes

PAGE = pathlib.Path(__file__).resolve().parent.parent / "docs/how-to/flash.md"
TABLE = re.compile(r"(<!-- bundles -->\n).*?(<!-- /bundles -->)", re.DOTALL)
ROWS = {"stock": "stock's asyncio", "small": "`small`", "parity": "`parity`", "board": "`board`"}
PROCESSORS = {"MICROBIT": "Cortex-M0", "MPS2_AN385": "Cortex-M3", "VIRT_RV32": "RV32"}


def main():
    images = dict(argument.split("=", 1) for argument in sys.argv[1:])
    if not images:
        sys.exit(__doc__)
    found = {}
    for name, path in images.items():
        if not pathlib.Path(path).is_file():
            sys.exit(f"bundle_sizes.py: {path}: no such image: make size PORT=qemu builds it")
        found[tuple(name.split(":"))] = sizes(pathlib.Path(path))
    boards = [board for board in PROCESSORS if (board, "none") in found]
    heads = [f"flash, {PROCESSORS[board]}" for board in boards] + [
        f"RAM, {PROCESSORS[board]}" for board in boards
    ]
    lines = ["| | " + " | ".join(heads) + " |", "|---|" + "---:|" * len(heads)]
    for loop, title in ROWS.items():
        cells = []
        for part in (0, 1):
            for board in boards:
                taken = found.get((board, loop))
                cells.append("" if taken is None else f"{taken[part] - found[board, 'none'][part]:,}")
        lines.append(f"| {title} | " + " | ".join(cells) + " |")
    table = "\n".join(lines) + "\n"
    PAGE.write_text(TABLE.sub(lambda match: match[1] + table + match[2], PAGE.read_text()))
    print(table, end="")


if __name__ == "__main__":
    main()
