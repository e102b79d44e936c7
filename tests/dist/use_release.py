#!/usr/bin/env python3
"""Uses the files of a release as its users would: use_release.py DIST --mypy M --mpy-cross X --micropython-dir DIR [--result FILE]

An image runs a script on its emulator; the module without Rust becomes a firmware where no cargo is on the PATH; the stubs check the
examples. Last line: `N passed, N failed`.
"""

import argparse
import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
# The boards that the archives are tried on, and the emulators that images run in.
BOARDS = {"riscv32imac-unknown-none-elf": "VIRT_RV32", "thumbv7m-none-eabi": "MPS2_AN385"}
CMAKE_TARGET = "thumbv6m-none-eabi"
EMULATED = {
    "MPS2_AN385": "MPS2_AN385",
    "MICROBIT": "MICROBIT",
    "VIRT_RV32": "VIRT_RV32",
    "ESP32_C3": "ESP32_C3",
    "unix": "unix",
}
SCRIPT = ROOT / "tests/conformance/names/version.py"
PARITY_SCRIPT = ROOT / "tests/conformance/names/names_reachable.py"
# Folders of whoever builds.
MACHINE = re.compile(rb"/(?:home|root|work|builds)/[\w.+/-]+")


class Skipped(Exception):
    """Why a check has nothing to look at."""


class Checks:
    def __init__(self, args, folder):
        self.args = args
        self.dist = args.dist
        self.folder = folder
        self.manifest = json.loads((args.dist / "manifest.json").read_text())

    def check_sums(self):
        lines = (self.dist / "SHA256SUMS").read_text().splitlines()
        for line in lines:
            digest, name = line.split("  ")
            assert hashlib.sha256((self.dist / name).read_bytes()).hexdigest() == digest, name
        files = {str(path.relative_to(self.dist)) for path in self.dist.rglob("*") if path.is_file()}
        assert files == {line.split("  ")[1] for line in lines} | {"SHA256SUMS"}, "files and sums differ"

    def check_licences(self):
        """Every part that the list names has its text beside it."""
        folder = self.dist / "LICENSES"
        listed = [line.split(": ")[0] for line in (folder / "README.txt").read_text().splitlines()[2:]]
        assert {"mpy-asyncio", "MicroPython", "portable-atomic"} <= {name.split(" v")[0] for name in listed}, listed
        packages = "".join(path.read_text() for path in folder.glob("*-packages.txt"))
        # The first is inside another file's source; the second brings its texts in the book; a Rust without documentation has none.
        lack = {"RP2040 boot ROM", "mdBook's pages and fonts", "Rust core"}
        for name in set(listed) - lack:
            assert (folder / f"{name.replace(' ', '-')}.txt").is_file() or f"===== {name}: " in packages, f"{name}: no text"

    def check_no_path_of_the_machine(self):
        for path in self.dist.rglob("*"):
            if path.is_file() and path.suffix not in (".zip", ".whl", ".gz"):
                content = path.read_bytes()
                assert str(ROOT).encode() not in content, path
                found = MACHINE.search(content)
                assert not found, f"{path}: {found[0].decode()}"

    def check_images_run(self):
        for image in self.manifest["images"]:
            board = EMULATED.get(image["board"])
            if board is None:
                print(
                    f"skip the image of {image['board']}: its REPL is on USB, which `make test-rp2-usb` drives"
                )
                continue
            script = PARITY_SCRIPT if image["features"] == "parity" else SCRIPT
            file = next(name for name in image["files"] if name.endswith((".elf", ".bin")) or board == "unix")
            if board == "ESP32_C3":
                file = next(name for name in image["files"] if name.endswith(".bin"))
            done = subprocess.run(
                [
                    sys.executable,
                    ROOT / "tests/run.py",
                    "--board",
                    board,
                    "--firmware",
                    self.dist / file,
                    script,
                ],
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, f"{file}:\n{done.stdout}{done.stderr}"

    def path_without_cargo(self):
        """Folders with all programs but Rust's."""
        tools = self.folder / "programs"
        tools.mkdir()
        # ccache is no compiler where it can't find one.
        for folder in reversed(
            [folder for folder in os.environ["PATH"].split(":") if "ccache" not in folder]
        ):
            for program in pathlib.Path(folder or ".").glob("*"):
                if not re.match(r"cargo|rust", program.name):
                    link = tools / program.name
                    link.unlink(missing_ok=True)
                    link.symlink_to(program)
        return str(tools)

    def module_without_rust(self):
        """The unpacked module, and an environment in which no Rust is found."""
        subprocess.run(
            ["tar", "-xf", self.dist / self.manifest["without_rust"], "-C", self.folder], check=True
        )
        [unpacked] = self.folder.glob("mpy-asyncio-*")
        path = self.path_without_cargo()
        environment = {
            name: value
            for name, value in os.environ.items()
            if not re.match(r"CARGO|RUST|MPY_ASYNCIO|MAKE|MFLAGS", name)
        }
        return unpacked, environment | {"PATH": path, "HOME": str(self.folder), "MPY_ASYNCIO_RUST_PATH": ""}

    def check_module_without_rust_by_cmake(self):
        """Upstream's ports/rp2 takes the folder, and the image runs on the emulated Pico."""
        if not any(archive["target"] == CMAKE_TARGET for archive in self.manifest["archives"]):
            raise Skipped(f"this release has no archive for {CMAKE_TARGET}")
        unpacked, environment = self.module_without_rust()
        build = self.folder / "build"
        # "stock" adds no module of this checkout; the manifest leaves stock's asyncio out. `make firmware` would ask for a Rust first.
        done = subprocess.run(
            ["make", "--no-print-directory", "-C", ROOT, "firmware-rp2", "PORT=rp2", "BOARD=RPI_PICO_EMU", "ASYNCIO=stock", f"RP2_OUT={build}",
             f"MICROPYTHON_DIR={self.args.micropython_dir}", f"MPY_CROSS={self.args.mpy_cross}",
             f"FROZEN_MANIFEST={ROOT}/ports/rp2/manifest_ours.py",
             f"USER_C_MODULES={unpacked}/micropython/module/micropython.cmake"],
            capture_output=True, text=True, check=False, env=environment,
        )  # fmt: skip
        assert done.returncode == 0, f"{done.stdout[-1000:]}{done.stderr[-2000:]}"
        cache = (build / "CMakeCache.txt").read_text()
        assert not (build / "cargo").exists() and "cargo" not in cache, "Rust was looked for"
        done = subprocess.run(
            [sys.executable, ROOT / "tests/run.py", "--board", "rp2", "--firmware", build / "firmware.uf2", "--features", "board",
             SCRIPT, *sorted((ROOT / "tests/conformance").rglob("order_*.py"))],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{done.stdout}{done.stderr}"

    def check_module_without_rust(self):
        unpacked, environment = self.module_without_rust()
        tried = 0
        for archive in self.manifest["archives"]:
            board = BOARDS.get(archive["target"])
            if board is None:
                continue
            tried += 1
            build = self.folder / f"build-{board}"
            lib = self.folder / "empty"
            lib.mkdir(exist_ok=True)
            (lib / "README.md").touch()
            done = subprocess.run(
                ["make", f"-j{os.cpu_count()}", "-C", ROOT / "ports/qemu", f"BUILD={build}", f"BOARD={board}",
                 f"MICROPYTHON_DIR={self.args.micropython_dir}", f"MICROPY_MPYCROSS={self.args.mpy_cross}", f"MPY_LIB_DIR={lib}",
                 # QEMU's port has newlib's numbers of errors, the archives for Arm those of upstream's other Arm ports.
                 *(["CFLAGS_EXTRA=-DMICROPY_USE_INTERNAL_ERRNO=1"] if archive["target"].startswith("thumb") else []),
                 f"USER_C_MODULES={unpacked}/micropython"],
                capture_output=True, text=True, check=False, env=environment,
            )  # fmt: skip
            assert done.returncode == 0, f"{board}:\n{done.stdout[-1000:]}{done.stderr[-2000:]}"
            done = subprocess.run(
                [sys.executable, ROOT / "tests/run.py", "--board", board, "--firmware", build / "firmware.elf", "--features", "board",
                 SCRIPT, *sorted((ROOT / "tests/conformance").rglob("order_*.py"))],
                capture_output=True, text=True, check=False,
            )  # fmt: skip
            assert done.returncode == 0, f"{board}:\n{done.stdout}{done.stderr}"
        assert tried, "no archive for a board that is emulated here"

    def check_stubs(self):
        """As `pip install --target typings` leaves them: the examples are right, and a wrong call is told."""
        typings = self.folder / "typings"
        with zipfile.ZipFile(self.dist / self.manifest["stubs"]) as wheel:
            wheel.extractall(typings)
        wrong = self.folder / "wrong.py"
        wrong.write_text('import asyncio\n\nasyncio.sleep_ms("soon")\n')
        # MicroPython's other modules need stubs of their own, as check_types.py has them.
        done = subprocess.run(
            [
                sys.executable,
                ROOT / "tools/check_types.py",
                self.args.mypy,
                *sorted((ROOT / "examples").glob("*.py")),
            ],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "STUBS": str(typings / "asyncio")},
        )
        assert done.returncode == 0, done.stdout + done.stderr
        for script, status in ((ROOT / "examples/echo_server.py", 0), (wrong, 1)):
            done = subprocess.run(
                [self.args.mypy, "--check-untyped-defs", "--cache-dir", self.folder / "mypy", script],
                capture_output=True,
                text=True,
                check=False,
                cwd=self.folder,
                env={**os.environ, "MYPYPATH": str(typings)},
            )
            assert done.returncode == status, f"{script.name}:\n{done.stdout}{done.stderr}"
        assert "sleep_ms" in done.stdout, done.stdout

    def check_book_and_playground(self):
        """Unpacked in one folder, the book's pages load the playground's list of programs, and the page what it names."""
        if "playground" not in self.manifest or "book" not in self.manifest:
            raise Skipped("this release was made without them")
        for name in ("book", "playground"):
            with zipfile.ZipFile(self.dist / self.manifest[name]) as archive:
                archive.extractall(self.folder)
        page = (self.folder / "playground/index.html").read_text()
        for name in re.findall(r'(?:src|href)="([^"#:]+)"', page):
            assert (self.folder / "playground" / name).is_file(), name
        listed = (self.folder / "playground/book_blocks.js").read_text()
        for name in re.findall(r'"([^"\s]+\.html)": \[', listed):
            assert (self.folder / "book" / name).is_file(), name
        assert "run_buttons" in (self.folder / "book/tutorial/blink.html").read_text()

    def check_wheel_is_one(self):
        """pip takes it, without a network."""
        done = subprocess.run(
            [self.args.mypy.parent / "python", "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--target", self.folder / "site",
             self.dist / self.manifest["stubs"]],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert (self.folder / "site/asyncio/__init__.pyi").is_file()


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("dist", type=pathlib.Path)
    parser.add_argument("--mypy", type=pathlib.Path, required=True)
    parser.add_argument("--mpy-cross", required=True)
    parser.add_argument("--micropython-dir", required=True)
    parser.add_argument("--result", type=pathlib.Path)
    args = parser.parse_args()
    passed = failed = skipped = 0
    for name in sorted(name for name in dir(Checks) if name.startswith("check_")):
        folder = pathlib.Path(tempfile.mkdtemp())
        try:
            getattr(Checks(args, folder), name)()
            passed += 1
            print("pass", name)
        except Skipped as reason:
            skipped += 1
            print(f"skip {name}: {reason}")
        except (AssertionError, StopIteration) as error:
            failed += 1
            print("FAIL", name, error)
        finally:
            shutil.rmtree(folder)
    if args.result:
        args.result.parent.mkdir(parents=True, exist_ok=True)
        args.result.write_text(f"{passed} {failed} {skipped}\n")
    print(f"{passed} passed, {failed} failed")
    return failed != 0


if __name__ == "__main__":
    raise SystemExit(main())
