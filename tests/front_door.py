#!/usr/bin/env python3
"""Gives make what users mistype, here and in a copy that has fetched nothing yet. Each must end with one clear line, before anything is built.

    front_door.py [--result FILE]

MicroPython of the default version must have been fetched (`make micropython`). Last line: `N passed, N failed`.
"""

import argparse
import os
import pathlib
import signal
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
# Ends a make that builds instead of refusing.
PATIENCE_S = 20

# Arguments, and what the line of error must have: the wrong value, and what would be right.
REFUSED = [
    (["run", "SCRIPT=missing.py"], ["SCRIPT=missing.py", "no such file"]),
    (["run", "SCRIPT="], ["SCRIPT=", "no such file"]),
    (["run", "PORT=rp2"], ["PORT=rp2", "unix only"]),
    (["run", "BOARD=RPI_PICO"], ["BOARD=RPI_PICO", "this port has no boards"]),
    (["firmware", "PORT=rp3"], ["PORT=rp3", "esp32, qemu, rp2, unix"]),
    (["firmware", "PORT=qemu", "BOARD=MICROBITE"], ["BOARD=MICROBITE", "MICROBIT"]),
    (["firmware", "PORT=esp32", "BOARD=ESP32"], ["BOARD=ESP32", "ESP32_C3"]),
    (["firmware", "ASYNCIO=mine"], ["ASYNCIO=mine", "ours, stock"]),
    (["run", "MICROPYTHON_VERSION=1.2"], ["MICROPYTHON_VERSION=1.2", "1.26.1"]),
    (["run", "MICROPYTHON_DIR=/nowhere"], ["MICROPYTHON_DIR=/nowhere", "no such folder"]),
]
# Where the tree of MicroPython is there.
REFUSED_WITH_TREE = [
    (["firmware", "PORT=rp2", "BOARD=RPI_PIKO"], ["BOARD=RPI_PIKO", "RPI_PICO2"]),
    (["rp2-sources", "PORT=rp2", "BOARD=RPI_PICO_W"], ["BOARD=RPI_PICO_W", "cyw43-driver", "MICROPYTHON_DIR="]),
]
# Boards of MicroPython's tree are no mistake before it is fetched.
ACCEPTED_WITHOUT_TREE = [
    ["-n", "micropython", "PORT=rp2", "BOARD=RPI_PICO2"],
    ["-n", "micropython", "PORT=rp2", "BOARD=RPI_PICO"],
    ["-n", "micropython", "PORT=unix"],
]


def make(folder, *arguments):
    environment = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "PORT", "BOARD")}
    command = ["make", "--no-print-directory", "-C", str(folder), *arguments]
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, text=True, env=environment, start_new_session=True, **pipes) as process:
        try:
            out, err = process.communicate(timeout=PATIENCE_S)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            out, err = process.communicate()
            return 0, out, f"{err}\nstill building after {PATIENCE_S} s"
    return process.returncode, out, err


def refusal(folder, arguments, words):
    """What is wrong with make's answer to a wrong command; an empty text if nothing is."""
    code, out, err = make(folder, *arguments)
    lines = [line for line in err.splitlines() if all(word in line for word in words)]
    if code == 0:
        return f"make has accepted it\n{out}{err}"
    if len(lines) != 1 or "built " in err:
        return f"no line with {words}, but\n{out}{err}"
    return ""


def copy_sources(folder):
    """The files of this repository as they are here, without what was built or fetched."""
    names = subprocess.run(["git", "-C", str(ROOT), "ls-files", "-co", "--exclude-standard", "-z"], capture_output=True, check=True).stdout
    there = b"\0".join(name for name in names.split(b"\0") if name and (ROOT / os.fsdecode(name)).is_file())
    tar = subprocess.run(["tar", "-C", str(ROOT), "--null", "-T", "-", "-c"], input=there, capture_output=True, check=True).stdout
    subprocess.run(["tar", "-C", folder, "-x"], input=tar, check=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--result", type=pathlib.Path, help="file for `passed failed`")
    args = parser.parse_args()
    answers = []
    with tempfile.TemporaryDirectory() as fresh:
        copy_sources(fresh)
        for arguments in ACCEPTED_WITHOUT_TREE:
            code, _, err = make(fresh, *arguments)
            answers.append((arguments, "" if code == 0 else f"refused: {err}"))
        for arguments, words in REFUSED:
            answers.append((arguments, refusal(fresh, arguments, words)))
    for arguments, words in REFUSED_WITH_TREE:
        answers.append((arguments, refusal(ROOT, arguments, words)))
    for arguments, complaint in answers:
        print(f"{'FAIL' if complaint else 'pass'} make {' '.join(arguments)}{': ' if complaint else ''}{complaint}")
    failed = sum(bool(complaint) for _, complaint in answers)
    if args.result:
        args.result.parent.mkdir(parents=True, exist_ok=True)
        args.result.write_text(f"{len(answers) - failed} {failed}\n")
    print(f"{len(answers) - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
