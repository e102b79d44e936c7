#!/usr/bin/env python3
"""Flash and RAM of firmware images: size.py NAME=firmware.elf… The first is what the others are compared with."""

import pathlib
import struct
import sys

NOBITS = 8
WRITE, ALLOC = 1, 2


def sizes(path):
    """(flash, RAM) in bytes: what is stored, and what is kept writable."""
    image = path.read_bytes()
    if image[:5] != b"\x7fELF\x01":
        sys.exit(f"{path}: no 32-bit ELF file")
    table, entry, count = struct.unpack_from("<I10xHH", image, 32)
    flash = ram = 0
    for i in range(count):
        kind, flags, _, _, size = struct.unpack_from("<IIIII", image, table + i * entry + 4)
        if flags & ALLOC:
            flash += size if kind != NOBITS else 0
            ram += size if flags & WRITE else 0
    return flash, ram


def main():
    if not sys.argv[1:]:
        sys.exit(__doc__)
    base = None
    for argument in sys.argv[1:]:
        name, _, path = argument.partition("=")
        flash, ram = sizes(pathlib.Path(path))
        base = base or (flash, ram)
        print(f"{name:<24} flash {flash:7} ({flash - base[0]:+6})   RAM {ram:5} ({ram - base[1]:+5})")


if __name__ == "__main__":
    main()
