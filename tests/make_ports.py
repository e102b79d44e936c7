#!/usr/bin/env python3
"""Checks what micropython.mk finds in make ports: the Rust target of each core, the features, and the link order. The makefiles set compiler,
flags and libraries after they include the module, as upstream's do.

    make_ports.py [--result FILE]
"""

import argparse
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
MODULE = ROOT / "micropython/module"

ARM = "arm-none-eabi-gcc -mthumb "
RISCV = "riscv64-unknown-elf-gcc "
# None: one line of error.
TARGETS = {
    "gcc": "x86_64-unknown-linux-gnu",
    "gcc -m32": "i686-unknown-linux-gnu",
    ARM + "-mcpu=cortex-m0": "thumbv6m-none-eabi",
    ARM + "-mcpu=cortex-m3": "thumbv7m-none-eabi",
    ARM + "-mcpu=cortex-m4 -mfloat-abi=hard -mfpu=fpv4-sp-d16": "thumbv7em-none-eabihf",
    ARM + "-mcpu=cortex-m7 -mfloat-abi=softfp -mfpu=fpv5-d16": "thumbv7em-none-eabi",
    ARM + "-mcpu=cortex-m7 -mfloat-abi=hard -mfpu=fpv5-d16": "thumbv7em-none-eabihf",
    ARM + "-mcpu=cortex-m23": "thumbv8m.base-none-eabi",
    ARM + "-mcpu=cortex-m33": "thumbv8m.main-none-eabi",
    ARM + "-mcpu=cortex-m55 -mfloat-abi=hard": "thumbv8m.main-none-eabihf",
    "arm-none-eabi-gcc -mcpu=cortex-a9": "armv7a-none-eabi",
    "arm-none-eabi-gcc -mcpu=arm926ej-s": None,
    RISCV + "-march=rv32imc -mabi=ilp32": "riscv32imc-unknown-none-elf",
    RISCV + "-march=rv32imac_zicsr -mabi=ilp32": "riscv32imac-unknown-none-elf",
    RISCV + "-march=rv32imafc -mabi=ilp32f": "riscv32imafc-unknown-none-elf",
    RISCV + "-march=rv64imac -mabi=lp64": None,
    "no-such-gcc": None,
}

# The module is included, and only then the port says what it is.
PORT = """
CC = $(CROSS_COMPILE)gcc
BUILD = build
USERMOD_DIR = {module}
include {module}/micropython.mk
{settings}
build/{program}:
	@echo 'LINK {line} TARGET $(MPY_ASYNCIO_FOUND_TARGET)'
"""
ARM_SETTINGS = "CROSS_COMPILE ?= arm-none-eabi-\nCFLAGS += -mthumb -mcpu=cortex-m7 -mfloat-abi=hard -mfpu=fpv5-d16\nLDFLAGS += -nostdlib\n"
# (port, program, settings, its link line, the line that is to come out, features)
PORTS = [
    ("stm32, nrf, samd", "firmware.elf", ARM_SETTINGS + "LIBS += libgcc.a", "$(LDFLAGS) objects $(LIBS)", "-nostdlib objects libgcc.a ARCHIVE", "board"),
    ("qemu, mimxrt", "firmware.elf", ARM_SETTINGS + "LIBS = libgcc.a", "$(LDFLAGS) objects $(LIBS)", "-nostdlib objects libgcc.a ARCHIVE", "board"),
    ("alif", "firmware.elf", ARM_SETTINGS + "LIBS = libgcc.a", "objects $(LIBS)", "objects libgcc.a ARCHIVE", "board"),
    ("cc3200", "application.axf", ARM_SETTINGS, "$(LDFLAGS) objects $(LIBS)", "-nostdlib objects ARCHIVE", "board"),
    ("unix", "micropython", "PROG = micropython\nLDFLAGS += -lm", "objects $(LIBS) $(LDFLAGS)", "objects -Wl,--wrap=gc_collect_start -Wl,--wrap=gc_collect_end ARCHIVE -lm", "full"),
]


def target_of(compiler, expected):
    done = subprocess.run([MODULE / "rust_target.sh", *compiler.split()], capture_output=True, text=True, check=False)
    if expected is None:
        lines = done.stderr.splitlines()
        return "" if done.returncode and len(lines) == 1 and "MPY_ASYNCIO_TARGET=" in lines[0] else f"{done.stdout}{done.stderr}"
    return "" if done.stdout.strip() == expected else f"{done.stdout}{done.stderr}, not {expected}"


def link_line(program, settings, line, expected, features):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "Makefile").write_text(PORT.format(module=MODULE, program=program, settings=settings, line=line))
        command = ["make", "-C", name, "--no-print-directory", "Q=@", "build/genhdr/mpy_asyncio_features.h", f"build/{program}"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            return done.stderr
        chosen = (folder / "build/genhdr/mpy_asyncio_features.h").read_text().splitlines()[0]
    target = "thumbv7em-none-eabihf" if "arm" in settings else "x86_64-unknown-linux-gnu"
    wanted = f"LINK {expected} TARGET {target}".replace("ARCHIVE", "build/libmpy_asyncio.a")
    printed = " ".join(done.stdout.split())
    return "" if printed == wanted and chosen == f"// Features: {features}" else f"{printed}\nnot {wanted}\n{chosen}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--result", type=pathlib.Path)
    args = parser.parse_args()
    passed = failed = skipped = 0
    cases = [(compiler, compiler.split()[0], lambda c=compiler, e=expected: target_of(c, e)) for compiler, expected in TARGETS.items()]
    cases += [(name, "arm-none-eabi-gcc" if "arm" in rest[1] else "gcc", lambda rest=rest: link_line(*rest)) for name, *rest in PORTS]
    for name, compiler, case in cases:
        if shutil.which(compiler) is None and compiler != "no-such-gcc":
            print(f"skip {name}: {compiler} is not installed")
            skipped += 1
            continue
        trouble = case()
        print(f"FAIL {name}\n{trouble}" if trouble else f"pass {name}")
        failed += bool(trouble)
        passed += not trouble
    if args.result:
        args.result.parent.mkdir(parents=True, exist_ok=True)
        args.result.write_text(f"{passed} {failed} {skipped}\n")
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
