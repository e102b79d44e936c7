#!/usr/bin/env python3
"""Writes the features of Cargo.toml a second time, into micropython/sys/Cargo.toml: mirror_features.py [--check]

With `build-micropython` the package micropython-sys compiles the C half, which has to know the features of the Rust half. So each feature
of mpy-asyncio switches on that of the same name there. This program writes both: the table, and the words `micropython-sys?/NAME`.
With --check it writes nothing, and fails if there is something to write.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
MANIFEST = ROOT / "Cargo.toml"
MIRROR = ROOT / "micropython/sys/Cargo.toml"
# Of the Rust half alone.
OWN = {"default", "firmware", "archive", "build-micropython"}
BEGIN = "# Those of mpy-asyncio, by tools/mirror_features.py.\n"


def line(name, others):
    listed = ", ".join(f'"{other}"' for other in others)
    return f"{name} = [{listed}]"


def mirrored(manifest, mirror):
    """The texts of both files as they should be."""
    section = re.search(r"^\[features\]\n(.*?)^\[", manifest, re.MULTILINE | re.DOTALL)
    table = []

    def forward(match):
        name, others = match[1], re.findall(r'"([^"]+)"', match[2])
        if name in OWN:
            return match[0]
        others = [other for other in others if not other.startswith("micropython-sys?/")]
        table.append(line(name, [other for other in others if other not in OWN and not re.search("[:/]", other)]))
        others.append(f"micropython-sys?/{name}")
        return line(name, others)

    features = re.sub(r"^([a-z-]+) = \[([^\]]*)\]", forward, section[1], flags=re.MULTILINE)
    manifest = manifest[: section.start(1)] + features + manifest[section.end(1) :]
    start = mirror.index(BEGIN) + len(BEGIN)
    end = mirror.index("\n[", start)
    return manifest, mirror[:start] + "\n".join(table) + "\n" + mirror[end:]


def main():
    texts = mirrored(MANIFEST.read_text(), MIRROR.read_text())
    changed = [(path, text) for path, text in zip((MANIFEST, MIRROR), texts, strict=True) if path.read_text() != text]
    if "--check" in sys.argv[1:]:
        for path, _ in changed:
            print(f"{path.relative_to(ROOT)}: features differ: run tools/mirror_features.py", file=sys.stderr)
        sys.exit(bool(changed))
    for path, text in changed:
        path.write_text(text)


if __name__ == "__main__":
    main()
