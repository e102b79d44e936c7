#!/usr/bin/env python3
"""Prints the target that cargo is to build for, as JSON: target_spec.py RUSTC TRIPLE

It is the one that `RUSTC` knows as TRIPLE (xtensa-esp32-none-elf, …), changed in these points:

- Compare-and-swap is MicroPython's critical section: the processor's own does not work on objects in external RAM, where a
  board's heap may lie.
- A `RUSTC` with LLVM's own Xtensa back end instead of Espressif's gets that one's data layout, and only instructions that
  all three chips have; none of floating point, which MicroPython's builds pass in the general registers.
"""

import json
import os
import subprocess
import sys

DATA_LAYOUT = "e-m:e-p:32:32-i8:8:32-i16:16:32-i64:64-n32"
COMMON = "+density,+windowed,+sext,+nsa,+mul32,+div32,+forced-atomics"


def ask(rustc, triple, what):
    environment = {**os.environ, "RUSTC_BOOTSTRAP": "1"}
    command = [rustc, "-Zunstable-options", "--print", what, "--target", triple]
    return subprocess.run(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True
    ).stdout.decode()


def main():
    rustc, triple = sys.argv[1:]
    spec = json.loads(ask(rustc, triple, "target-spec-json"))
    spec["atomic-cas"] = False
    if "esp32s3" not in ask(rustc, triple, "target-cpus"):
        spec["cpu"] = "generic"
        spec["data-layout"] = DATA_LAYOUT
        spec["features"] = COMMON
    json.dump(spec, sys.stdout, indent=2)


if __name__ == "__main__":
    main()
