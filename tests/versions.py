#!/usr/bin/env python3
"""Builds the module into each port of one MicroPython, runs upstream's asyncio tests and ours there, and notes what came out in
tests/versions.json, from which `tools/version_table.py` writes the tables of README and docs.

    versions.py --micropython-dir TREE --version 1.28.0 --default 1.26.1 --make "make …" [--ports unix,qemu-MPS2_AN385] [--list]

A port that does not build is noted with the line of error that its build ended with. Last line: `N passed, N failed`.
"""

import argparse
import dataclasses
import datetime
import json
import pathlib
import re
import shlex
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
NOTES = ROOT / "tests/versions.json"
LAST_LINES = 15
# Some of upstream's scripts (asyncio_fair.py) compare times, which a busy host disturbs in an emulator too.
AGAIN = 2


@dataclasses.dataclass
class Port:
    """How `make` builds one, what run.py calls its board, and where its firmware lies below build/; {v} is `-<version>` or nothing."""

    make: str
    board: str
    firmware: str
    features: str = "board"
    # Make targets that have to be done once before.
    needs: str = ""


# Only when asked for: their compilers can't be installed beside each other.
LINUX = [f"linux-{machine}" for machine in ("i686", "armv7", "aarch64")]
PORTS = {
    "unix": Port("firmware PORT=unix BOARD=", "unix", "unix{v}/micropython", "full"),
    **{name: Port(name, "unix", f"{name}{{v}}/run", "full") for name in LINUX},
    **{
        f"qemu-{board}": Port(f"firmware PORT=qemu BOARD={board}", board, f"qemu-{board}{{v}}/firmware.elf", features)
        for board, features in (("MPS2_AN385", "board"), ("MPS2_AN500", "board"), ("MICROBIT", "parity"), ("VIRT_RV32", "board"))
    },
    "rp2-RPI_PICO_EMU": Port("firmware PORT=rp2 BOARD=RPI_PICO_EMU", "rp2", "rp2-RPI_PICO_EMU{v}/firmware.uf2", needs="rp2-emulator"),
    "esp32-ESP32_C3": Port("firmware PORT=esp32 BOARD=ESP32_C3", "ESP32_C3", "esp32-ESP32_C3{v}/firmware.bin", needs="esp32-emulator"),
    **{
        f"upstream-qemu-{board}": Port(f"upstream-qemu-{board}", name, f"upstream-qemu-{board}{{v}}/firmware.elf")
        for board, name in (
            ("MPS2_AN385", "MPS2_AN385"),
            ("MPS2_AN500", "MPS2_AN500"),
            ("MICROBIT", "UPSTREAM_MICROBIT"),
            ("SABRELITE", "SABRELITE"),
            ("VIRT_RV32", "VIRT_RV32"),
        )
    },
}


def release(tree, version):
    """The version as the tree names itself: between two releases it is the coming one's preview."""
    config = (tree / "py/mpconfig.h").read_text()
    return version + ("-preview" if re.search(r"^#define MICROPY_VERSION_PRERELEASE 1$", config, re.MULTILINE) else "")


def commit(tree):
    """The commit that a tree stands at; "" for one that git does not know."""
    done = subprocess.run(["git", "-C", tree, "rev-parse", "--short=10", "HEAD"], capture_output=True, text=True, check=False)
    return done.stdout.strip()


def build(port, make, tree_option):
    """None, or the line of error."""
    for targets in filter(None, (port.needs, port.make)):
        done = subprocess.run([*make, *shlex.split(targets), tree_option], capture_output=True, text=True, check=False)
        if done.returncode:
            lines = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
            print("\n".join("    " + line for line in lines[-LAST_LINES:]), flush=True)
            return next((line for line in lines if re.match(r"(fatal )?error: |.*[^-]\berror:", line)), lines[-1])
    return None


def run_suite(port, firmware, tree, suite, results):
    """[passed, failed, skipped]"""
    result = results / "result"
    result.unlink(missing_ok=True)
    if suite == "upstream" and port.board == "unix":
        command = [ROOT / "tests/upstream/upstream_suite.py", "--tree", tree, "--firmware", firmware, "--failures", results]
    else:
        command = [ROOT / "tests/run.py", "--board", port.board, "--firmware", firmware, "--micropython-dir", tree]
        command += ["--features", port.features, "--suite", suite]
    done = subprocess.run([sys.executable, *command, "--result", result], capture_output=True, text=True, check=False)
    log = results / f"{suite}.log"
    log.write_text(done.stdout + done.stderr)
    if not result.is_file():
        print("\n".join("    " + line for line in (done.stdout + done.stderr).splitlines()[-LAST_LINES:]), flush=True)
        return [0, 1, 0]
    counts = [int(word) for word in result.read_text().split()]
    failed = re.search(r"^failed: (.*)$", done.stdout, re.MULTILINE)
    for name in failed[1].split() if failed and "run.py" in str(command[0]) else []:
        script = next(path for folder in (tree / "tests", ROOT / "tests/conformance") for path in folder.rglob(name))
        alone = [sys.executable, *command[: command.index("--suite")], script]
        again = (subprocess.run(alone, capture_output=True, check=False).returncode == 0 for _ in range(AGAIN))
        if any(again):
            print(f"    {name}: passed when run again", flush=True)
            counts = [counts[0] + 1, counts[1] - 1, *counts[2:]]
        else:
            print(f"    {name}: FAIL", flush=True)
    return counts + [0] * (3 - len(counts))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--micropython-dir", type=pathlib.Path, required=True)
    parser.add_argument("--version", required=True)
    parser.add_argument("--default", required=True, help="the version that build folders' names leave out")
    parser.add_argument("--given", action="store_true", help="the tree is a user's own, not one that make fetches")
    parser.add_argument("--make", required=True)
    parser.add_argument("--ports", default=",".join(name for name in PORTS if name not in LINUX), help=f"separated by commas; %(default)s; or {', '.join(LINUX)}")
    parser.add_argument("--notes", type=pathlib.Path, default=NOTES)
    args = parser.parse_args()
    unknown = [name for name in args.ports.split(",") if name not in PORTS]
    if unknown:
        sys.exit(f"versions.py: PORTS={','.join(unknown)} is unknown: choose among {','.join(PORTS)}")
    named = release(args.micropython_dir, args.version)
    suffix = "" if args.version == args.default else f"-{args.version}"
    tree_option = f"MICROPYTHON_DIR={args.micropython_dir}" if args.given else f"MICROPYTHON_VERSION={args.version}"
    passed = failed = 0
    for name in args.ports.split(","):
        port = PORTS[name]
        # Of its own: several of these may run at once.
        results = ROOT / f"build/versions{suffix}/{name}"
        results.mkdir(parents=True, exist_ok=True)
        print(f"{args.version} {name}: building", flush=True)
        noted = {"date": datetime.datetime.now(tz=datetime.UTC).date().isoformat()}
        if named != args.version:
            noted["commit"] = commit(args.micropython_dir)
        error = build(port, shlex.split(args.make), tree_option)
        if error:
            noted["error"] = error.replace(f"{ROOT}/", "").replace(str(args.micropython_dir), "micropython")
            print(f"{args.version} {name}: does not build: {error}", flush=True)
            failed += 1
        else:
            for suite in ("upstream", "conformance"):
                noted[suite] = run_suite(port, ROOT / "build" / port.firmware.format(v=suffix), args.micropython_dir, suite, results)
                passed += noted[suite][0]
                failed += noted[suite][1]
                print("{} {}: {}: {} passed, {} failed, {} skipped".format(args.version, name, suite, *noted[suite]), flush=True)
        # Read anew: another run may have noted something meanwhile.
        notes = json.loads(args.notes.read_text()) if args.notes.is_file() else {}
        notes.setdefault(named, {})[name] = noted
        args.notes.write_text(json.dumps(notes, indent=1, sort_keys=True) + "\n")
    print(f"{passed} passed, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
