#!/usr/bin/env python3
"""Compares the reference with the firmware. Each name in `asyncio`, and each member of its classes, is in the typing stubs and on a
page of docs/reference, and the other way round. Each function's docstring tells its heap, and no_heap.py calls each function with
"No heap" while the heap is locked.

    check_names.py --firmware build/unix/micropython

Last line: `N passed, N failed`.
"""

import argparse
import ast
import pathlib
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "net"))

import book_reference
import own_network

ROOT = pathlib.Path(__file__).resolve().parents[2]

# Prints {module: {name: its members, or None if it isn't a class}}.
LIST_NAMES = """
import asyncio
def names(module):
    found = {}
    for name in dir(module):
        value = getattr(module, name)
        found[name] = dir(value) if isinstance(value, type) else None
    return found
print({module: names(getattr(asyncio, module) if module else asyncio) for module in ("", "core", "event", "funcs", "lock", "repl", "stream", "trace")})
"""

# What every module has; what the virtual machine calls on an awaitable; what stock's `core` calls on what a task waits for;
# modules that stock's `core` imports, which scripts take from there.
GENERAL = {"__name__", "__class__", "__init__", "__path__", "__file__"}
PROTOCOL = {"throw", "send"}
INTERNAL = {"core.sys", "core.select", "core._test_clock_add", *(f"{name}.remove" for name in ("Event", "ThreadSafeFlag", "Lock"))}
SUBMODULES = {"core", "event", "funcs", "lock", "repl", "stream", "trace"}


def names_on_firmware(firmware):
    with tempfile.NamedTemporaryFile("w", suffix=".py") as script:
        script.write(LIST_NAMES)
        script.flush()
        done = subprocess.run([firmware, script.name], capture_output=True, text=True, timeout=60, check=False)
    if done.returncode != 0:
        sys.exit(f"{firmware}: {done.stderr}")
    return ast.literal_eval(done.stdout)


def names_on_pages():
    """{name: page} of the `{{names …}}` lines."""
    found = {}
    for page in sorted((ROOT / "docs").rglob("*.md")):
        for line in re.findall(r"\{\{names ([^}]*)\}\}", page.read_text()):
            found.update(dict.fromkeys(line.split(), page.relative_to(ROOT)))
    return found


class Checks:
    def __init__(self):
        self.passed = self.failed = 0

    def check(self, right, complaint):
        if right:
            self.passed += 1
        else:
            self.failed += 1
            print(f"FAIL {complaint}")


def documented(name):
    return name not in GENERAL and (not name.startswith("__") or name == "__version__")


def inherited(entry, known):
    """The names of the members of a class and of those that it descends from."""
    names = {member.name for member in entry.members}
    for base in entry.bases:
        if base in known:
            names |= inherited(known[base], known)
    return names


def check_members(checks, name, known, members):
    entry = known[name]
    stubs = inherited(entry, known)
    for member in sorted(filter(documented, members)):
        if not member.startswith("_") and f"{name}.{member}" not in INTERNAL and member not in PROTOCOL - stubs:
            checks.check(member in stubs, f"{name}.{member} is on the firmware, but not in the stubs")
    for member in entry.members:
        if member.kind == "function":
            checks.check(member.name in members, f"{name}.{member.name}() is in the stubs, but not on the firmware")


def names_that_take_no_heap(firmware):
    """{name: whether it allocates nothing} by no_heap.py."""
    script = pathlib.Path(__file__).with_name("no_heap.py")
    own_network.enter()
    done = subprocess.run([firmware, script], capture_output=True, text=True, timeout=60, check=False)
    if done.returncode != 0:
        sys.exit(f"{script.name}: {done.stdout}{done.stderr}")
    return {line.split()[0]: "allocates" not in line for line in done.stdout.splitlines()}


def check_heap(checks, name, entry, measured):
    """A page says nothing about heap where the stubs don't, and "none" only where it was seen."""
    functions = entry.members if entry.kind == "class" else [entry]
    for function in functions:
        if function.kind == "function":
            full = f"{name}.{function.name}" if entry.kind == "class" else name
            checks.check(function.heap, f"{full}(): its docstring says neither 'No heap' nor 'Heap: …'")
            if function.heap.startswith("none"):
                measured_as = full.rpartition(".")[2] if entry.kind != "class" else f"{entry.name}.{function.name}"
                checks.check(measured_as in measured, f"{full}(): 'No heap', but no_heap.py doesn't do it")
                checks.check(measured.get(measured_as, True), f"{full}(): 'No heap', but no_heap.py saw it allocate")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--firmware", type=pathlib.Path, required=True)
    parser.add_argument("--result", type=pathlib.Path, help="file for `passed failed skipped`")
    args = parser.parse_args()
    firmware = names_on_firmware(args.firmware.resolve())
    known = book_reference.entries()
    stubs = book_reference.exported() - SUBMODULES
    pages = names_on_pages()
    measured = names_that_take_no_heap(args.firmware.resolve())
    checks = Checks()

    for name, members in sorted(firmware[""].items()):
        if not documented(name) or name in SUBMODULES:
            continue
        checks.check(name in stubs, f"asyncio.{name} is on the firmware, but not exported by typings/asyncio/__init__.pyi")
        checks.check(name in pages, f"asyncio.{name} is on no page: put it into a {{{{names …}}}} line of docs/reference/")
        if members is not None and name in known and known[name].kind == "class":
            check_members(checks, name, known, members)
    for name in sorted(stubs):
        checks.check(name in firmware[""], f"asyncio.{name} is in the stubs, but not on the firmware")
    for module in sorted(SUBMODULES):
        for name in sorted(filter(documented, firmware[module])):
            if name not in firmware[""] or name.startswith("_"):
                full = f"{module}.{name}"
                if full in INTERNAL:
                    continue
                checks.check(full in known, f"asyncio.{full} is on the firmware, but not in typings/asyncio/{module}.pyi")
                listed = full in pages or name in pages
                checks.check(listed, f"asyncio.{full} is on no page: put it into a {{{{names …}}}} line of docs/reference/")
    for name, page in pages.items():
        checks.check(name in known, f"{page}: {{{{names {name}}}}}: the stubs have no such name")
        if name in known:
            check_heap(checks, name, known[name], measured)

    if args.result:
        args.result.parent.mkdir(parents=True, exist_ok=True)
        args.result.write_text(f"{checks.passed} {checks.failed}\n")
    print(f"{checks.passed} passed, {checks.failed} failed")
    sys.exit(1 if checks.failed else 0)


if __name__ == "__main__":
    main()
