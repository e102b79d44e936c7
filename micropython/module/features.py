#!/usr/bin/env python3
"""Prints the C definitions that go with the cargo features of a build: features.py FEATURES

FEATURES is a list as cargo takes it, such as `parity` or `queue,timeout`. One line for each feature of Cargo.toml,
MPY_ASYNCIO_<NAME>=1 if it is on, directly or through another, else =0. Cargo.toml is the only list. One line more,
MPY_ASYNCIO_INTERFACE=…, says which features are on and which bridge.h this is: a part of the name in contract.h.
"""

import hashlib
import pathlib
import re
import sys

# Not for a builder to choose.
INTERNAL = {"default", "firmware", "hosted", "operation"}
# Names of sets, the largest first.
BUNDLES = ("full", "board")
HERE = pathlib.Path(__file__).resolve().parent
MANIFEST = HERE.parents[1] / "Cargo.toml"


def declared():
    """Each feature with those that it switches on; read without tomllib, which Python before 3.11 lacks."""
    section = re.search(r"^\[features\]$(.*?)^\[", MANIFEST.read_text(), re.MULTILINE | re.DOTALL).group(1)
    found = {}
    for name, others in re.findall(r"^([a-z-]+) = \[([^\]]*)\]", section, re.MULTILINE):
        found[name] = [other for other in re.findall(r'"([^"]+)"', others) if not other.startswith("dep:")]
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


def interface(on):
    """What names the features `on` and the content of bridge.h and error_texts.h, as a part of a C name."""
    chosen = on - INTERNAL - {"parity"}
    parts = []
    for bundle in BUNDLES:
        if bundle in chosen:
            parts.append(bundle)
            chosen -= switched_on(bundle)
    parts += sorted(chosen)
    headers = b"".join((HERE / name).read_bytes() for name in ("glue/bridge.h", "glue/error_texts.h"))
    digest = hashlib.sha256(headers).hexdigest()[:8]
    return f"features_{'_'.join(parts) or 'parity'}_bridge_{digest}".replace("-", "_")


def main():
    if len(sys.argv) != 2:
        sys.exit(f"usage: {sys.argv[0]} FEATURES")
    try:
        on = switched_on(sys.argv[1])
    except ValueError as problem:
        sys.exit(f"error: MPY_ASYNCIO_FEATURES: {problem}")
    for name in sorted(declared()):
        print(f"MPY_ASYNCIO_{name.upper().replace('-', '_')}={int(name in on)}")
    print(f"MPY_ASYNCIO_INTERFACE={interface(on)}")


if __name__ == "__main__":
    main()
