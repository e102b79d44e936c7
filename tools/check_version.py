#!/usr/bin/env python3
"""Checks that the version is the same everywhere: Cargo.toml, Cargo.lock, the newest section of CHANGELOG.md. From Cargo.toml come also
`asyncio.mpy_asyncio`, the stubs' wheel and the names of a release's files (micropython/module/features.py, tools/dist.py)."""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "micropython/module"))

import features

PLACES = {
    "Cargo.lock, mpy-asyncio": ("Cargo.lock", r'^name = "mpy-asyncio"\nversion = "([^"]+)"'),
    "Cargo.lock, micropython-sys": ("Cargo.lock", r'^name = "micropython-sys"\nversion = "([^"]+)"'),
    "CHANGELOG.md, first section": ("CHANGELOG.md", r"^## (\S+)"),
}


def main():
    version = features.release()
    wrong = []
    for place, (file, pattern) in PLACES.items():
        found = re.search(pattern, (ROOT / file).read_text(), re.MULTILINE)
        if not found or found[1] != version:
            wrong.append(f"{place}: {found[1] if found else 'none'}, but Cargo.toml says {version}")
    for line in wrong:
        print(f"check_version: {line}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
