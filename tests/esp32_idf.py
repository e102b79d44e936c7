#!/usr/bin/env python3
"""Checks the Rust target that each chip gets in an ESP-IDF build, and the errors that a builder can meet.

    esp32_idf.py --micropython-dir DIR --standin DIR --archive-build DIR --archive FILE [--result FILE]

Last line: `N passed, N failed`.
"""

import argparse
import os
import pathlib
import re
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
MODULE = ROOT / "micropython/module"

TARGETS = {
    "esp32": "xtensa-esp32-none-elf",
    "esp32s2": "xtensa-esp32s2-none-elf",
    "esp32s3": "xtensa-esp32s3-none-elf",
    "esp32c2": "riscv32imc-unknown-none-elf",
    "esp32c3": "riscv32imc-unknown-none-elf",
    "esp32c5": "riscv32imac-unknown-none-elf",
    "esp32c6": "riscv32imac-unknown-none-elf",
    "esp32c61": "riscv32imac-unknown-none-elf",
    "esp32h2": "riscv32imac-unknown-none-elf",
    "esp32p4": "riscv32imafc-unknown-none-elf",
}

CONTRACT = re.compile(rb"mpy_asyncio_archive_\w+")


def run(*command, **environment):
    done = subprocess.run(
        command,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


class Checks:
    def __init__(self, args, folder):
        self.args = args
        self.folder = folder
        self.script = folder / "target.cmake"
        self.script.write_text(
            f'include({MODULE}/rust_target.cmake)\nmpy_asyncio_rust_target(target)\nmessage(NOTICE "target=${{target}}")\n'
        )

    def target(self, **variables):
        """The Rust target by these variables, or what CMake said."""
        status, output = run(
            "cmake", *(f"-D{name}={value}" for name, value in variables.items()), "-P", self.script
        )
        return output.strip().removeprefix("target=") if status == 0 else output

    def configure(self, *options, **environment):
        """The stand-in's configuration, which must fail: what it said."""
        build = tempfile.mkdtemp(dir=self.folder)
        command = [
            "cmake",
            "-G",
            "Ninja",
            "-S",
            self.args.standin,
            "-B",
            build,
            f"-DMICROPY_DIR={self.args.micropython_dir}",
        ]
        command += [f"-DUSER_C_MODULES={MODULE}/micropython.cmake", *options]
        status, output = run(*command, **environment)
        assert status != 0, f"configured all the same:\n{output}"
        return output

    def check_idf_target(self):
        assert {chip: self.target(IDF_TARGET=chip) for chip in TARGETS} == TARGETS

    def check_config_idf_target(self):
        assert {chip: self.target(CONFIG_IDF_TARGET=chip) for chip in TARGETS} == TARGETS

    def check_board_name_alone(self):
        named = {"esp32": "ESP32_GENERIC"}
        named |= {
            chip: f"ESP32_GENERIC_{chip.removeprefix('esp32').upper()}" for chip in TARGETS if chip != "esp32"
        }
        assert {chip: self.target(MICROPY_BOARD=board) for chip, board in named.items()} == TARGETS

    def check_every_board_of_the_tree(self):
        boards = sorted(
            pathlib.Path(self.args.micropython_dir, "ports/esp32/boards").glob("*/mpconfigboard.cmake")
        )
        assert len(boards) > 20, f"only {len(boards)} boards"
        for board in boards:
            chip = re.search(r"set\(IDF_TARGET (\w+)\)", board.read_text())
            # IDF takes esp32 where a board says nothing.
            variables = {"IDF_TARGET": chip[1] if chip else "esp32", "MICROPY_BOARD": board.parent.name}
            assert self.target(**variables) == TARGETS[variables["IDF_TARGET"]], board

    def check_unknown_chip(self):
        assert "IDF_TARGET=esp32z9: no Rust target is known" in " ".join(
            self.target(IDF_TARGET="esp32z9").split()
        )

    def check_missing_rust_riscv(self):
        said = self.configure("-DIDF_TARGET=esp32c3", CARGO="", MPY_ASYNCIO_RUST_PATH="")
        line = next(line for line in said.splitlines() if "no Rust here" in line)
        assert "'rustup target add riscv32imc-unknown-none-elf'" in line and "MPY_ASYNCIO_ARCHIVE" in line, (
            said
        )

    def check_missing_rust_xtensa(self):
        said = self.configure("-DIDF_TARGET=esp32s3", CARGO="", MPY_ASYNCIO_RUST_PATH="")
        line = next(line for line in said.splitlines() if "no Rust here" in line)
        assert "espup install" in line and "xtensa-esp32s3-none-elf" in line, said

    def check_rust_for_each_xtensa(self):
        """What can build for one of the three chips can for all: rustc lists other processors for each."""
        script = ROOT / "tools/find_rust.sh"
        found = {run(script, f"xtensa-{chip}-none-elf")[1] for chip in ("esp32", "esp32s2", "esp32s3")}
        assert len(found) == 1, found

    def check_missing_archive(self):
        said = self.configure("-DIDF_TARGET=esp32c3", "-DMPY_ASYNCIO_ARCHIVE=/nowhere/libmpy_asyncio.a")
        assert "MPY_ASYNCIO_ARCHIVE=/nowhere/libmpy_asyncio.a: no such file" in " ".join(said.split()), said

    def check_other_archive(self):
        """An archive for another object representation: the linker names what the firmware asks for."""
        archive = pathlib.Path(self.args.archive)
        fits = CONTRACT.search(archive.read_bytes())[0].decode()
        other = self.folder / archive.name
        renamed = fits.replace("_repr_A_", "_repr_C_")
        status, said = run("riscv64-unknown-elf-objcopy", f"--redefine-sym={fits}={renamed}", archive, other)
        assert status == 0, said
        _, commands = run("ninja", "-C", self.args.archive_build, "-t", "commands", "firmware.elf")
        link = commands.strip().splitlines()[-1].replace(str(archive), str(other))
        assert str(other) in link, link
        link = link.replace("-o firmware.elf", f"-o {self.folder}/firmware.elf")
        status, said = run("sh", "-c", f"cd {self.args.archive_build} && {link}")
        assert status != 0 and f"undefined reference to `{fits}'" in said, said

    def check_list_of_names(self):
        """rust_qstrs.h lists what the Rust sources say by number, or a prebuilt archive would not link."""
        used = set()
        for source in (ROOT / "src").rglob("*.rs"):
            used |= set(re.findall(r"\bMP_QSTR_(\w+)", source.read_text()))
        listed = set(re.findall(r"X\((\w+)\) ?\\?$", (MODULE / "glue/rust_qstrs.h").read_text(), re.MULTILINE))
        assert used <= listed, f"rust_qstrs.h lacks {', '.join(sorted(used - listed))}"


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--micropython-dir", required=True)
    parser.add_argument("--standin", required=True)
    parser.add_argument("--archive-build", required=True)
    parser.add_argument("--archive", required=True)
    parser.add_argument("--result", type=pathlib.Path)
    args = parser.parse_args()
    passed = failed = 0
    with tempfile.TemporaryDirectory() as folder:
        checks = Checks(args, pathlib.Path(folder))
        for name in sorted(name for name in dir(checks) if name.startswith("check_")):
            try:
                getattr(checks, name)()
                passed += 1
                print("pass", name)
            except (AssertionError, StopIteration) as error:
                failed += 1
                print("FAIL", name, error)
    if args.result:
        args.result.parent.mkdir(parents=True, exist_ok=True)
        args.result.write_text(f"{passed} {failed}\n")
    print(f"{passed} passed, {failed} failed")
    return failed != 0


if __name__ == "__main__":
    raise SystemExit(main())
