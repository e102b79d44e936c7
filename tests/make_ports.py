#!/usr/bin/env python3
"""Checks what micropython.mk finds in make ports: the Rust target of each core, the features, and the link order. The makefiles set compiler,
flags and libraries after they include the module, as upstream's do. It also checks that C and Rust can not be built for different features.

    make_ports.py [--firmware BUILD_FOLDER --micropython-dir TREE] [--result FILE]

--firmware is a unix firmware with all features, whose flags the planted disagreement has.
"""

import argparse
import os
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

# Upstream's own makefiles, asked for their link line: their vendors' libraries, which builds need, are in no package. None: one line of error.
UPSTREAM_PORTS = {
    "stm32 BOARD=PYBV11": "thumbv7em-none-eabihf",
    "stm32 BOARD=NUCLEO_F091RC": "thumbv6m-none-eabi",
    "stm32 BOARD=NUCLEO_H743ZI": "thumbv7em-none-eabihf",
    "stm32 BOARD=NUCLEO_WB55": "thumbv7em-none-eabihf",
    "mimxrt BOARD=TEENSY40": "thumbv7em-none-eabihf",
    "samd BOARD=ADAFRUIT_ITSYBITSY_M4_EXPRESS": "thumbv7em-none-eabihf",
    "samd BOARD=SEEED_XIAO_SAMD21": "thumbv6m-none-eabi",
    "nrf BOARD=PCA10056": "thumbv7em-none-eabihf",
    "renesas-ra BOARD=EK_RA6M2": "thumbv7em-none-eabihf",
    "alif -f alif.mk BOARD=ALIF_ENSEMBLE MCU_CORE=M55_HP": "thumbv8m.main-none-eabihf",
    "cc3200 BOARD=WIPY": "thumbv7em-none-eabi",
    "qemu BOARD=MPS2_AN385": "thumbv7m-none-eabi",
    "qemu BOARD=SABRELITE": "armv7a-none-eabi",
    "powerpc": None,
}

# (pico-sdk, MicroPython, refused)
SDKS = [
    ("2.1", "1.25.0", False),
    ("2.2", "1.26.1", True),
    ("2.1", "1.28.0", True),
    ("2.2", "1.28.0", False),
    ("2.3", "1.28.0", False),
    ("2.2", "1.29.0", True),
    ("2.10", "1.29.0", False),
]

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


def headers_of_cross_compiler():
    """A cross compiler for Linux has headers of its own, which bindgen is told; those of this machine's compiler it finds itself."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "Makefile").write_text(PORT.format(module=MODULE, program="program", settings="PROG = program", line=""))
        (folder / "x-gcc").write_text('#!/bin/sh\nexec gcc "$@"\n')
        (folder / "x-gcc").chmod(0o755)
        told = []
        for cross in (f"{name}/x-", ""):
            command = ["make", "-C", name, "--no-print-directory", f"CROSS_COMPILE={cross}", "--eval", "headers: ; $(info $(MPY_ASYNCIO_SYSTEM_INCLUDES)) @:"]
            told.append(subprocess.run([*command, "headers"], capture_output=True, text=True, check=True).stdout.split())
    return "" if "-isystem" in told[0] and not told[1] else f"{told}"


def upstream_link_line(tree, port, target):
    """The link line that one of upstream's makefiles gives: the archive behind the objects and behind libgcc, the target of its compiler."""
    folder, *options = port.split()
    with tempfile.TemporaryDirectory() as name:
        print_line = "ask-for-link-line.elf: ; $(info LINK $(LDFLAGS) OBJECTS $(LIBS) TARGET $(MPY_ASYNCIO_FOUND_TARGET)) @:"
        command = ["make", "--no-print-directory", "-C", tree / "ports" / folder, *options, f"BUILD={name}", f"MPY_LIB_DIR={name}"]
        command += [f"USER_C_MODULES={ROOT / 'micropython'}", "--eval", print_line, "ask-for-link-line.elf"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        lines = [line for line in done.stdout.splitlines() if line.startswith("LINK ")]
        archive = f"{name}/libmpy_asyncio.a"
    if not lines:
        return done.stdout + done.stderr
    before, _, behind = lines[0].partition(" OBJECTS ")
    libraries, _, found = behind.partition(" TARGET")
    if target is None:
        errors = [line for line in done.stderr.splitlines() if line.startswith("error: mpy-asyncio:")]
        return "" if not found.strip() and errors else f"{lines[0]}\n{done.stderr}"
    well_placed = archive not in before and libraries.split()[-1:] == [archive]
    return "" if well_placed and found.strip() == target else f"{lines[0]}\nnot {target} with the archive last"


def missing_sdk():
    """ports/rp2/check_sdk.sh: where there is no pico-sdk that fits, one line says which is wanted."""
    done = subprocess.run([ROOT / "ports/rp2/check_sdk.sh", "/nowhere", "1.29.0"], capture_output=True, text=True, check=False)
    lines = done.stderr.splitlines()
    return "" if done.returncode and len(lines) == 1 and "pico-sdk 2.3 or newer" in lines[0] else f"{done.returncode} {done.stderr}"


def sdk_is_refused(sdk, micropython, refused):
    """ports/rp2/check_sdk.sh: a pico-sdk that does not fit a MicroPython gets one line that names both."""
    with tempfile.TemporaryDirectory() as name:
        major, minor = sdk.split(".")
        version = pathlib.Path(name, "pico_sdk_version.cmake")
        version.write_text(f"if (NOT DEFINED X)\n    set(PICO_SDK_VERSION_MAJOR {major})\n    set(PICO_SDK_VERSION_MINOR {minor})\nendif()\n")
        done = subprocess.run([ROOT / "ports/rp2/check_sdk.sh", name, micropython], capture_output=True, text=True, check=False)
    lines = done.stderr.splitlines()
    if refused:
        return "" if done.returncode and len(lines) == 1 and micropython in lines[0] and sdk in lines[0] else f"{done.returncode} {done.stderr}"
    return done.stderr or ("" if done.returncode == 0 else f"status {done.returncode}")


def defined_by_flags():
    """A feature in CFLAGS, where Rust doesn't see it, ends the compilation with one line."""
    with tempfile.TemporaryDirectory() as name:
        header = pathlib.Path(name, "features.h")
        subprocess.run([sys.executable, MODULE / "features.py", "--header", header, "parity"], check=True)
        done = subprocess.run(
            ["gcc", "-fsyntax-only", "-DMPY_ASYNCIO_QUEUE=1", "-include", header, "-x", "c", os.devnull], capture_output=True, text=True, check=False
        )
        errors = [line for line in done.stderr.splitlines() if "error:" in line]
        return "" if done.returncode and len(errors) == 1 and "give MPY_ASYNCIO_FEATURES= to make" in errors[0] else done.stderr or "it compiles"


def beside_another_module():
    """What ours asks of MicroPython may be asked for by another user module's C flags too, as upstream's example of a subpackage does."""
    names = ("MICROPY_PY_ASYNCIO", "MICROPY_MODULE_BUILTIN_SUBPACKAGES", "MICROPY_MODULE_ATTR_DELEGATION")
    flags = [f"-D{name}=1" for name in names]
    command = ["gcc", "-fsyntax-only", "-Werror", *flags, "-include", MODULE / "mpconfigasyncio.h", "-x", "c", os.devnull]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stderr


def disagreement(firmware, tree):
    """Rust's half for fewer features than the header that C includes ends the build with one line that names both."""
    flags = (firmware / "cargo/cflags").read_text()
    environment = dict(os.environ, MPY_ASYNCIO_CFLAGS=flags, MPY_ASYNCIO_CWD=str(tree / "ports/unix"))
    environment.setdefault("MPY_ASYNCIO_TARGET_DIR", str(ROOT / "build/cargo"))
    with tempfile.TemporaryDirectory() as name:
        target = subprocess.run([MODULE / "rust_target.sh", "gcc"], capture_output=True, text=True, check=True).stdout.strip()
        command = [MODULE / "cargo_build.sh", "--target", target, "--features", "parity", "--target-dir", name, "--output", f"{name}/archive.a"]
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
        errors = [line for line in done.stderr.splitlines() if "mpy-asyncio: C is compiled for" in line]
        named = errors and "C is compiled for features_full" in errors[0] and "Rust for features_parity" in errors[0]
        return "" if done.returncode and len(errors) == 1 and named else f"status {done.returncode}\n{done.stderr}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--firmware", type=pathlib.Path)
    parser.add_argument("--micropython-dir", type=pathlib.Path)
    parser.add_argument("--result", type=pathlib.Path)
    args = parser.parse_args()
    passed = failed = skipped = 0
    cases = [(compiler, compiler.split()[0], lambda c=compiler, e=expected: target_of(c, e)) for compiler, expected in TARGETS.items()]
    cases += [(name, "arm-none-eabi-gcc" if "arm" in rest[1] else "gcc", lambda rest=rest: link_line(*rest)) for name, *rest in PORTS]
    cases += [
        (f"pico-sdk {sdk} with MicroPython {version} {'is refused' if refused else 'fits'}", "sh", lambda c=(sdk, version, refused): sdk_is_refused(*c))
        for sdk, version, refused in SDKS
    ]
    cases.append(("headers of a cross compiler for Linux", "gcc", headers_of_cross_compiler))
    cases.append(("no pico-sdk that fits", "sh", missing_sdk))
    cases.append(("beside a module that sets the same names", "gcc", beside_another_module))
    cases.append(("features in the C flags are refused", "gcc", defined_by_flags))
    if args.firmware:
        cases.append(("features that differ are refused", "gcc", lambda: disagreement(args.firmware, args.micropython_dir)))
    if args.micropython_dir:
        cases += [
            (f"upstream's {port}", "arm-none-eabi-gcc", lambda p=port, t=target: upstream_link_line(args.micropython_dir, p, t))
            for port, target in UPSTREAM_PORTS.items()
        ]
    for name, compiler, case in cases:
        folder = name.removeprefix("upstream's ").split()[0]
        if args.micropython_dir and name.startswith("upstream's ") and not (args.micropython_dir / "ports" / folder).is_dir():
            print(f"skip {name}: this MicroPython has no port {folder}")
            skipped += 1
            continue
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
