#!/usr/bin/env python3
"""Checks scripts with mypy against typings/asyncio: check_types.py MYPY SCRIPT…

mypy knows CPython's standard library. It is given a copy of that description in build/typeshed, with this repository's `asyncio` in
the place of CPython's, and with what MicroPython's modules have beyond. A script that is wrong on purpose says `# mypy: ignore-errors`.
$STUBS names another folder of stubs than typings/asyncio.
"""

import os
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
STUBS = pathlib.Path(os.environ.get("STUBS") or ROOT / "typings/asyncio")
TYPESHED = ROOT / "build/typeshed"
# Of MicroPython's, by module.
BEYOND = {
    "gc": "def mem_alloc() -> int: ...\ndef mem_free() -> int: ...\n",
    "termios": "def setraw(fd: int) -> None: ...\n",
    "time": "".join(f"def {name}() -> int: ...\n" for name in ("ticks_ms", "ticks_us", "ticks_cpu"))
    + "def ticks_add(ticks: int, delta: int) -> int: ...\n"
    + "def ticks_diff(end: int, start: int) -> int: ...\n"
    + "def sleep_ms(ms: int) -> None: ...\n"
    + "def sleep_us(us: int) -> None: ...\n",
}
# A script need not be annotated. What it defines twice, once for each Python, is no mistake; nor is to print what returns None, or to
# know that something is not None.
OPTIONS = [
    "--no-error-summary",
    "--check-untyped-defs",
    "--scripts-are-modules",
    "--ignore-missing-imports",
    "--allow-redefinition",
    "--disable-error-code=var-annotated",
    "--disable-error-code=no-redef",
    "--disable-error-code=func-returns-value",
    "--disable-error-code=union-attr",
]


def make_typeshed(mypy):
    finder = "import mypy, pathlib; print(pathlib.Path(mypy.__file__).parent / 'typeshed')"
    origin = subprocess.run([mypy.parent / "python", "-c", finder], capture_output=True, text=True, check=True).stdout.strip()
    shutil.rmtree(TYPESHED, ignore_errors=True)
    shutil.copytree(origin, TYPESHED)
    stdlib = TYPESHED / "stdlib"
    shutil.rmtree(stdlib / "asyncio")
    shutil.copytree(STUBS, stdlib / "asyncio")
    for module, names in BEYOND.items():
        stub = stdlib / f"{module}.pyi"
        stub.write_text(stub.read_text() + "\n" + names)


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__.splitlines()[0])
    mypy = pathlib.Path(sys.argv[1]).absolute()
    make_typeshed(mypy)
    command = [mypy, "--custom-typeshed-dir", TYPESHED, "--cache-dir", ROOT / "build/mypy-cache", *OPTIONS]
    # mypy tells nothing of what it takes for the standard library: the stubs themselves are checked under another name.
    stubs = ROOT / "build/typings"
    shutil.rmtree(stubs, ignore_errors=True)
    shutil.copytree(STUBS, stubs / "asyncio_stubs")
    stubs = subprocess.run([*command, "--strict", "-p", "asyncio_stubs"], cwd=stubs, check=False).returncode
    scripts = subprocess.run([*command, *sys.argv[2:]], cwd=ROOT, check=False).returncode
    return 1 if stubs or scripts else 0


if __name__ == "__main__":
    sys.exit(main())
