#!/usr/bin/env python3
"""Writes the tables of MicroPython's versions and ports in docs/versions.md, and README's line about them, from tests/versions.json, which
`make versions` notes.

    version_table.py [--check]      --check: only say whether they are what the notes say
"""

import argparse
import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
NOTES = ROOT / "tests/versions.json"
# The columns of the short table, and the ports that README's line counts.
SHORT = {
    "unix": "unix",
    "qemu-MPS2_AN385": "Cortex-M3",
    "qemu-MPS2_AN500": "Cortex-M7",
    "qemu-VIRT_RV32": "RISC-V",
    "rp2-RPI_PICO_EMU": "RP2040",
    "esp32-ESP32_C3": "ESP32-C3",
}
NAMES = {
    "unix": "unix",
    "linux-i686": "unix, i686",
    "linux-armv7": "unix, Armv7 in qemu-user",
    "linux-aarch64": "unix, aarch64 in qemu-user",
    "qemu-MPS2_AN385": "our `qemu`, Cortex-M3",
    "qemu-MPS2_AN500": "our `qemu`, Cortex-M7 with FPU",
    "qemu-MICROBIT": "our `qemu`, Cortex-M0",
    "qemu-VIRT_RV32": "our `qemu`, RV32IMAC",
    "rp2-RPI_PICO_EMU": "`rp2`, emulated RP2040",
    "esp32-ESP32_C3": "our `esp32`, ESP32-C3 in Unicorn",
    "upstream-qemu-MPS2_AN385": "upstream's `qemu`, Cortex-M3",
    "upstream-qemu-MPS2_AN500": "upstream's `qemu`, Cortex-M7 with FPU",
    "upstream-qemu-MICROBIT": "upstream's `qemu`, Cortex-M0",
    "upstream-qemu-SABRELITE": "upstream's `qemu`, Cortex-A9",
    "upstream-qemu-VIRT_RV32": "upstream's `qemu`, RV32IMAC",
}


def version_key(version):
    return [int(part) for part in re.findall(r"\d+", version)]


def counted(counts):
    passed, failed, _ = counts
    return f"{passed} of {passed + failed}"


def short_cell(noted):
    if noted is None:
        return "not run"
    if "error" in noted:
        return "not built: see below"
    failed = noted["upstream"][1] + noted["conformance"][1]
    return f"{noted['upstream'][0]} + {noted['conformance'][0]}" + (f", {failed} fail" if failed else "")


def short_table(notes):
    lines = ["| MicroPython | " + " | ".join(SHORT.values()) + " |", "|---|" + "---:|" * len(SHORT)]
    for version in sorted(notes, key=version_key):
        cells = [short_cell(notes[version].get(port)) for port in SHORT]
        lines.append(f"| {version} | " + " | ".join(cells) + " |")
    return lines


def readme_line(notes):
    noted = [(version, notes[version].get(port)) for version in sorted(notes, key=version_key) for port in SHORT]
    ran = [(version, port) for version, port in noted if port and "error" not in port]
    versions = list(dict.fromkeys(version for version, _ in ran))
    failed = sum(port[suite][1] for _, port in ran for suite in ("upstream", "conformance"))
    result = f"{failed} tests failed" if failed else "all tests passed"
    return [f"Tested with MicroPython {', '.join(versions[:-1])} and {versions[-1]}: {result} ([each version and port](docs/versions.md))."]


def long_table(notes):
    lines = ["| MicroPython | port | builds | upstream's tests | ours | seen |", "|---|---|---|---:|---:|---|"]
    for version in sorted(notes, key=version_key):
        for port in (port for port in NAMES if port in notes[version]):
            noted = notes[version][port]
            seen = noted["date"] + (f", commit {noted['commit']}" if noted.get("commit") else "")
            if "error" in noted:
                error = noted["error"].replace("|", "\\|")
                lines.append(f"| {version} | {NAMES[port]} | no: `{error}` | | | {seen} |")
            else:
                lines.append(
                    f"| {version} | {NAMES[port]} | yes | {counted(noted['upstream'])} | {counted(noted['conformance'])} | {seen} |"
                )
    return lines


def with_table(text, name, lines):
    marks = f"<!-- {name} -->", f"<!-- /{name} -->"
    if any(text.count(mark) != 1 for mark in marks):
        sys.exit(f"version_table.py: {marks[0]} and {marks[1]} have to stand once each")
    before, rest = text.split(marks[0])
    return "\n".join([before + marks[0], *lines, marks[1] + rest.split(marks[1])[1]])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    notes = json.loads(NOTES.read_text())
    for path, name, lines in (
        ("README.md", "versions", readme_line(notes)),
        ("docs/versions.md", "versions short", short_table(notes)),
        ("docs/versions.md", "versions", long_table(notes)),
    ):
        file = ROOT / path
        text = file.read_text()
        new = with_table(text, name, lines)
        if args.check and text != new:
            sys.exit(f"{path}: its part `{name}` is not what tests/versions.json says: run tools/version_table.py")
        if text != new:
            file.write_text(new)
    return 0


if __name__ == "__main__":
    sys.exit(main())
