#!/usr/bin/env python3
"""Measures what each cargo feature takes of flash, and writes the table of docs/features.md:

    feature_sizes.py BUILD_FOLDER MAKE_COMMAND…

MAKE_COMMAND builds BUILD_FOLDER/firmware.elf, for which it is given MPY_ASYNCIO_FEATURES. Only the first build is a whole one, with
all features. The others compile this module anew and link it with the rest, whose text of all names stays.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "micropython/module"))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "ports/qemu"))

import features
from size import sizes

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/features.md"
TABLE = re.compile(r"(<!-- sizes -->\n).*?(<!-- /sizes -->)", re.DOTALL)
# Not to be measured: for tests only, or of no size.
LEFT_OUT = {*features.INTERNAL, *features.STOCK_BUNDLES, "test-clock", "self-check"}


def flash(folder, command, chosen):
    elf = folder / "firmware.elf"
    # What is compiled by the features: this module, and the builtins, among which ExceptionGroup is.
    for path in [elf, folder / "libmpy_asyncio.a", folder / "py/modbuiltins.o", *(folder / "module").rglob("*.o")]:
        path.unlink(missing_ok=True)
    # The job server of a make around this one is not for it.
    environment = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MFLAGS")}
    command = [*command, f"MPY_ASYNCIO_FEATURES={chosen}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if done.returncode:
        sys.exit(f"feature_sizes.py: building with {chosen} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return sizes(elf)[0]


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    folder, command = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2:]
    measured = [name for name in features.declared() if name not in LEFT_OUT]
    shutil.rmtree(folder, ignore_errors=True)
    flash(folder, command, ",".join(measured))
    least = flash(folder, command, "small")
    rows = ["| feature | brings along | bytes |", "|---|---|---:|"]
    for name in sorted(measured, key=features.BUNDLES[::-1].__contains__):
        taken = flash(folder, command, name) - least
        others = sorted(features.switched_on(name) - LEFT_OUT - {name})
        along = ", ".join(f"`{other}`" for other in others) if name not in features.BUNDLES else "a set"
        rows.append(f"| `{name}` | {along} | {taken:,} |")
        print(f"{name}: {taken} bytes", flush=True)
    table = "\n".join(rows) + "\n"
    PAGE.write_text(TABLE.sub(lambda found: found[1] + table + found[2], PAGE.read_text()))


if __name__ == "__main__":
    main()
