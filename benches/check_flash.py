#!/usr/bin/env python3
"""Compares the flash of firmware images with flash.toml: check_flash.py [--write] [--result FILE] NAME=firmware.elf…

A firmware may grow by 100 bytes. More has to stand in flash.toml, which --write does: the commit that takes the flash admits it. The
figures hold for the compilers that flash.toml names; with others nothing can be told, and the checks are skipped.
Last line: `N passed, N failed`.
"""

import argparse
import pathlib
import re
import subprocess
import sys
import tomllib

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "ports/qemu"))

from size import sizes

BUDGET = pathlib.Path(__file__).resolve().parent / "flash.toml"
ADMITTED = 100
HEAD = """# Flash of whole firmware images, in bytes, with the compilers below. `make test-flash` refuses more than 100 bytes of growth;
# `make admit-flash` writes this file.
"""


def compilers(cargo):
    rustc = pathlib.Path(cargo).with_name("rustc") if "/" in cargo else "rustc"
    found = {}
    for name, command in (("rustc", [rustc, "--version"]), ("gcc", ["arm-none-eabi-gcc", "--version"])):
        first = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[0]
        found[name] = re.findall(r"\d+\.\d+\.\d+", first)[0]
    return found


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--write", action="store_true", help="write flash.toml")
    parser.add_argument("--cargo", default="cargo", help="of the Rust that built them")
    parser.add_argument("--micropython", required=True, help="its version")
    parser.add_argument("--budget", type=pathlib.Path, default=BUDGET)
    parser.add_argument("--result", type=pathlib.Path)
    parser.add_argument("image", nargs="+")
    args = parser.parse_args()
    used = compilers(args.cargo) | {"micropython": args.micropython}
    flash = {
        name: sizes(pathlib.Path(elf))[0] for name, _, elf in (image.partition("=") for image in args.image)
    }
    if args.write:
        lines = ["[built-with]", *(f'{name} = "{version}"' for name, version in used.items())]
        lines += ["", "[flash]", *(f"{name} = {size}" for name, size in flash.items())]
        args.budget.write_text(HEAD + "\n".join(lines) + "\n")
        print(f"{args.budget.name}: " + ", ".join(f"{name} {size}" for name, size in flash.items()))
        return 0
    budget = tomllib.loads(args.budget.read_text())
    passed = failed = skipped = 0
    for name, size in flash.items():
        if used != budget["built-with"]:
            skipped += 1
            print(f"skip {name}: built with {used}, and flash.toml is of {budget['built-with']}")
            continue
        most = budget["flash"].get(name)
        if most is None:
            failed += 1
            print(f"FAIL {name}: {size} bytes, and no figure in {args.budget.name}: make admit-flash")
        elif size > most + ADMITTED:
            failed += 1
            print(
                f"FAIL {name}: {size} bytes, {size - most} more than {args.budget.name} admits: shrink it, or make admit-flash and say why"
            )
        else:
            passed += 1
            print(f"pass {name}: {size} bytes, {size - most:+} of {most}")
    if args.result:
        args.result.parent.mkdir(parents=True, exist_ok=True)
        args.result.write_text(f"{passed} {failed} {skipped}\n")
    print(f"{passed} passed, {failed} failed")
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
