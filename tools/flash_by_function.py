#!/usr/bin/env python3
"""Prints what two builds of one firmware differ in, by function: flash_by_function.py [--nm NM] [--rows N] OLD.elf NEW.elf

The largest differences come first. `new` and `gone` are functions and constants that only one of them has. Functions that a
compiler inlined have no row of their own.
"""

import argparse
import collections
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "ports/qemu"))

from size import sizes

# What the linker and the compilers number anew in each build.
NUMBER = re.compile(r"::h[0-9a-f]{16}|\.(?:lto_priv|llvm|constprop|isra|part)[.\d]*|\.\d+$")
# Code and constants, and the initial values of data.
FLASH = "TtRrDdVvWw"


def by_function(elf, nm):
    done = subprocess.run(
        [nm, "--print-size", "--demangle", "--defined-only", elf], capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"flash_by_function.py: {nm} {elf}: {done.stderr.strip()}")
    found = collections.Counter()
    for line in done.stdout.splitlines():
        parts = line.split(" ", 3)
        if len(parts) == 4 and parts[2] in FLASH:
            found[NUMBER.sub("", parts[3])] += int(parts[1], 16)
    return found


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--nm", default="nm", help="of the firmware's machine, such as arm-none-eabi-nm")
    parser.add_argument("--rows", type=int, default=40, help="at most so many functions (default 40)")
    parser.add_argument("old", type=pathlib.Path)
    parser.add_argument("new", type=pathlib.Path)
    args = parser.parse_args()
    for elf in (args.old, args.new):
        if not elf.is_file():
            parser.error(f"{elf}: no such file: build it first")
    old, new = by_function(args.old, args.nm), by_function(args.new, args.nm)
    changes = {name: new[name] - old[name] for name in old | new if new[name] != old[name]}
    listed = sorted(changes, key=lambda name: (-abs(changes[name]), name))
    for name in listed[: args.rows]:
        state = "new" if name not in old else "gone" if name not in new else f"{old[name]} -> {new[name]}"
        print(f"{changes[name]:+6}  {name}  ({state})")
    if len(listed) > args.rows:
        rest = sum(changes[name] for name in listed[args.rows :])
        print(f"{rest:+6}  in {len(listed) - args.rows} others: --rows {len(listed)} shows them")
    (old_flash, old_ram), (new_flash, new_ram) = sizes(args.old), sizes(args.new)
    print(
        f"flash {old_flash} -> {new_flash} ({new_flash - old_flash:+}), RAM {old_ram} -> {new_ram} ({new_ram - old_ram:+})"
    )


if __name__ == "__main__":
    main()
