#!/usr/bin/env python3
"""Prints the C definitions that go with the cargo features of a build: features.py [--header FILE [--prebuilt]] FEATURES

FEATURES is a list for cargo, such as `parity` or `queue,timeout`. The output has one line for each feature of Cargo.toml,
MPY_ASYNCIO_<NAME>=1 if it is on, directly or through another, else =0. Cargo.toml is the only list. One more line,
MPY_ASYNCIO_INTERFACE=…, names the features that are on and the version of bridge.h: it is a part of the name in contract.h. Two more lines are for
`asyncio.mpy_asyncio`: MPY_ASYNCIO_RELEASE, the version in Cargo.toml, and MPY_ASYNCIO_FEATURE_NAMES. With --header the lines become a C
header, which is written only when it changes; its first line has FEATURES.
"""

import argparse
import hashlib
import pathlib
import re
import sys

# Not for a builder to choose.
INTERNAL = {"default", "firmware", "archive", "build-micropython", "operation", "own-wakes", "bounded-queue"}
# Names of sets, the largest first.
BUNDLES = ("full", "most", "board", "diagnostics")
# They add nothing, or one feature.
STOCK_BUNDLES = {"parity", "small"}
HERE = pathlib.Path(__file__).resolve().parent
# Published, the package micropython-sys has this folder, and the same features.
MANIFEST = next(path for path in (HERE.parent / "Cargo.toml", HERE.parents[1] / "Cargo.toml") if path.is_file())


def declared():
    """Each feature with those that it switches on; read without tomllib, which Python before 3.11 lacks."""
    section = re.search(r"^\[features\]$(.*?)^\[", MANIFEST.read_text(), re.MULTILINE | re.DOTALL).group(1)
    found = {}
    for name, others in re.findall(r"^([a-z-]+) = \[([^\]]*)\]", section, re.MULTILINE):
        found[name] = [other for other in re.findall(r'"([^"]+)"', others) if ":" not in other and "/" not in other]
    return found


def switched_on(wanted):
    """The names of the features that the list `wanted` switches on; ValueError names an unknown one."""
    features = declared()
    on = set()
    names = [name for name in re.split(r"[, ]+", wanted) if name]
    while names:
        name = names.pop()
        if name not in features:
            raise ValueError(f"'{name}' is unknown: choose among {', '.join(sorted(set(features) - INTERNAL))}")
        if name not in on:
            on.add(name)
            names += features[name]
    return on


def release():
    """The version of this project."""
    return re.search(r'^version = "([^"]+)"', MANIFEST.read_text(), re.MULTILINE)[1]


def chosen_names(on):
    """The shortest list of names that switches `on` on: bundles first."""
    chosen = on - INTERNAL - STOCK_BUNDLES
    parts = []
    for bundle in BUNDLES:
        if bundle in chosen:
            parts.append(bundle)
            chosen -= switched_on(bundle)
    if "compat" in chosen:
        parts.append("parity")
        chosen.remove("compat")
    parts += sorted(chosen)
    return parts or ["small"]


def interface(on):
    """What names the features `on` and the content of bridge.h and error_texts.h, as a part of a C name."""
    headers = b"".join((HERE / name).read_bytes() for name in ("glue/bridge.h", "glue/error_texts.h"))
    digest = hashlib.sha256(headers).hexdigest()[:8]
    return f"features_{'_'.join(chosen_names(on))}_bridge_{digest}".replace("-", "_")


def write_header(path, features, definitions, prebuilt):
    lines = [f"// Features: {features}", "// Written by features.py for this build."]
    given = " || ".join(f"defined({name})" for name in definitions)
    lines += [
        f"#if {given}",
        '#error "mpy-asyncio: a MPY_ASYNCIO_ name is defined by the C flags, which Rust does not see: give MPY_ASYNCIO_FEATURES= to make"',
        "#endif",
    ]
    lines += [f"#define {name} {value}" for name, value in definitions.items()]
    if prebuilt:
        lines.append("#define MPY_ASYNCIO_PREBUILT 1")
    text = "\n".join(lines) + "\n"
    if not path.is_file() or path.read_text() != text:
        path.write_text(text)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--header", type=pathlib.Path, metavar="FILE", help="write a C header")
    parser.add_argument("--prebuilt", action="store_true", help="of a firmware that links a prebuilt archive")
    parser.add_argument("features")
    args = parser.parse_args()
    try:
        on = switched_on(args.features)
    except ValueError as problem:
        sys.exit(f"error: MPY_ASYNCIO_FEATURES: {problem}")
    definitions = {f"MPY_ASYNCIO_{name.upper().replace('-', '_')}": int(name in on) for name in sorted(declared())}
    definitions["MPY_ASYNCIO_INTERFACE"] = interface(on)
    definitions["MPY_ASYNCIO_RELEASE"] = release()
    definitions["MPY_ASYNCIO_FEATURE_NAMES"] = ",".join(chosen_names(on))
    if args.header:
        write_header(args.header, args.features, definitions, args.prebuilt)
        return
    for name, value in definitions.items():
        print(f"{name}={value}")


if __name__ == "__main__":
    main()
