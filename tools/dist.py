#!/usr/bin/env python3
"""Makes a release: images, archives, stubs, the book, the playground, and a manifest of them all.

    dist.py --out dist --make make [--images RPI_PICO,ESP32_C3] [--archives riscv32imc] [--versions 1.25.0] [--no-book] [--no-playground]

The same commit gives the same bytes, in any folder: times are the commit's ($SOURCE_DATE_EPOCH), paths are relative.
"""

import argparse
import base64
import dataclasses
import gzip
import hashlib
import io
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import time
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = ROOT / "build/dist"
sys.path.insert(0, str(ROOT / "micropython/module"))

import features

MODE_FILE, MODE_PROGRAM = 0o644, 0o755


@dataclasses.dataclass
class Image:
    """A firmware that this machine can build: what the builder calls it, and what a user gets."""

    port: str
    board: str
    tools: str
    kinds: tuple
    features: str
    diagnostics: str
    # Why there is no diagnostics image.
    lacks: str = ""


IMAGES = {
    "unix": Image("unix", "", "", ("",), "full", "full,diagnostics"),
    "RPI_PICO": Image("rp2", "RPI_PICO", "arm-none-eabi-", ("uf2", "bin", "hex"), "board", "board,diagnostics"),
    "RPI_PICO2": Image("rp2", "RPI_PICO2", "arm-none-eabi-", ("uf2", "bin", "hex"), "board", "board,diagnostics"),
    "ESP32_C3": Image("esp32", "ESP32_C3", "riscv64-unknown-elf-", ("bin", "elf"), "board", "board,diagnostics"),
    "MPS2_AN385": Image("qemu", "MPS2_AN385", "arm-none-eabi-", ("elf", "bin", "hex"), "board", "board,diagnostics"),
    "MICROBIT": Image(
        "qemu", "MICROBIT", "arm-none-eabi-", ("elf", "bin", "hex"), "parity", "", "its 16 kB of RAM hold no diagnostics"
    ),
    "VIRT_RV32": Image("qemu", "VIRT_RV32", "riscv64-unknown-elf-", ("elf", "bin", "hex"), "board", "board,diagnostics"),
}
STRIP = {"riscv32": "riscv64-unknown-elf-strip", "thumb": "arm-none-eabi-strip", "xtensa": "xtensa-lx106-elf-strip"}
CONTRACT = re.compile(rb"mpy_asyncio_archive_repr_\w+")


def die(text):
    sys.exit(f"dist: {text}")


def git(*arguments):
    return subprocess.run(["git", "-C", ROOT, *arguments], capture_output=True, text=True, check=True).stdout.strip()


class Dist:
    def __init__(self, args):
        self.args = args
        self.out = args.out.resolve()
        self.version = features.release()
        self.epoch = int(os.environ.get("SOURCE_DATE_EPOCH") or git("log", "-1", "--format=%ct"))
        self.manifest = {
            "name": "mpy-asyncio",
            "version": self.version,
            "commit": git("rev-parse", "HEAD") + ("" if not git("status", "--porcelain", "-uno") else "-changed"),
            "date": time.strftime("%Y-%m-%d", time.gmtime(self.epoch)),
            "images": [],
            "archives": [],
        }

    def say(self, text):
        print(f"dist: {text}", flush=True)

    def make(self, *arguments, **environment):
        done = subprocess.run(
            [*self.args.make.split(), "--no-print-directory", *arguments],
            cwd=ROOT,
            env={**os.environ, "SOURCE_DATE_EPOCH": str(self.epoch), **environment},
            stdout=subprocess.DEVNULL,
            check=False,
        )
        if done.returncode:
            die(f"make {' '.join(arguments)} failed: see above")

    # What a build leaves.

    def image(self, name, version, diagnostics):
        image = IMAGES[name]
        chosen = image.diagnostics if diagnostics else image.features
        title = f"mpy-asyncio-{self.version}-micropython-{version}-{name.replace('unix', 'linux-' + os.uname().machine)}"
        title += "-diagnostics" if diagnostics else ""
        build = BUILD / f"{name}-{version}{'-diagnostics' if diagnostics else ''}"
        self.say(f"building {title} …")
        paths = f"-ffile-prefix-map={ROOT}=."
        self.make(
            "firmware",
            f"PORT={image.port}",
            f"BOARD={image.board}",
            "ASYNCIO=ours",
            f"{image.port.upper()}_OUT={build}",
            f"MPY_ASYNCIO_FEATURES={chosen}",
            f"MICROPYTHON_VERSION={version}",
            *([] if image.port == "rp2" else [f"CFLAGS_EXTRA={paths}"]),
            # CMake reads its flags from the environment.
            **({"CFLAGS": paths} if image.port == "rp2" else {}),
        )
        files = []
        for kind in image.kinds:
            target = self.out / "images" / (title + (f".{kind}" if kind else ""))
            target.parent.mkdir(parents=True, exist_ok=True)
            if kind == "":
                shutil.copy(build / "micropython", target)
            elif kind == "elf":
                self.run(f"{image.tools}strip", "--strip-debug", "-o", target, build / "firmware.elf")
            elif kind == "hex":
                self.run(f"{image.tools}objcopy", "-O", "ihex", build / "firmware.elf", target)
            else:
                shutil.copy(build / f"firmware.{kind}", target)
            files.append(str(target.relative_to(self.out)))
        self.manifest["images"].append(
            {"board": name, "port": image.port, "micropython": version, "features": chosen, "files": files}
        )

    def run(self, *command):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            die(f"{' '.join(map(str, command))}: {done.stderr.strip()}")

    def archive(self, target):
        self.say(f"building the archive for {target} …")
        # Its own tool chain may lack the target: then it is left out, and said.
        self.make("archive", f"TARGET={target}")
        [built] = [path for path in (ROOT / "build/archive").glob(f"{target}*/libmpy_asyncio.a") if path.parent.name == target]
        triple = target
        if target.startswith("riscv32"):
            triple = f"{target}-unknown-none-elf"
        elif target.startswith("xtensa"):
            triple = f"{target}-none-elf"
        stripped = self.out / "archives" / triple / "libmpy_asyncio.a"
        stripped.parent.mkdir(parents=True, exist_ok=True)
        strip = next(program for prefix, program in STRIP.items() if target.startswith(prefix))
        self.run(strip, "--strip-debug", "--enable-deterministic-archives", "-o", stripped, built)
        contract = CONTRACT.search(stripped.read_bytes())
        self.manifest["archives"].append(
            {
                "target": triple,
                "features": "board",
                "contract": contract[0].decode(),
                "files": [str(stripped.relative_to(self.out))],
            }
        )

    # What is packed.

    def tarball(self, path, entries):
        """`entries`: names in the archive and files. One order, one owner, one time."""
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as tar:
            for name, file in sorted(entries.items()):
                info = tarfile.TarInfo(name)
                content = file.read_bytes()
                info.size, info.mtime = len(content), self.epoch
                info.mode = MODE_PROGRAM if os.access(file, os.X_OK) else MODE_FILE
                tar.addfile(info, io.BytesIO(content))
        path.write_bytes(gzip.compress(packed.getvalue(), mtime=0))

    def zip(self, path, entries):
        """The same; a content may be bytes."""
        date = time.gmtime(self.epoch)[:6]
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, file in sorted(entries.items()):
                info = zipfile.ZipInfo(name, date)
                info.external_attr = MODE_FILE << 16
                info.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(info, file if isinstance(file, bytes) else file.read_bytes())

    def c_half(self):
        """The module for builders without Rust: USER_C_MODULES on the unpacked folder and nothing else."""
        folder = f"mpy-asyncio-{self.version}"
        tracked = git("ls-files", "micropython/module", "Cargo.toml", "LICENSE").splitlines()
        entries = {f"{folder}/{name}": ROOT / name for name in tracked if not name.endswith("cargo_build.sh")}
        for archive in self.manifest["archives"]:
            entries[f"{folder}/micropython/archives/{archive['target']}/libmpy_asyncio.a"] = self.out / archive["files"][0]
        path = self.out / f"{folder}-without-rust.tar.gz"
        self.tarball(path, entries)
        self.manifest["without_rust"] = path.name

    def stubs(self):
        name = f"mpy_asyncio_stubs-{self.version}"
        info = f"{name}.dist-info"
        entries = {f"asyncio/{path.name}": path.read_bytes() for path in (ROOT / "typings/asyncio").glob("*.pyi")}
        entries["asyncio/py.typed"] = b"partial\n"
        entries[f"{info}/METADATA"] = (
            f"Metadata-Version: 2.1\nName: mpy-asyncio-stubs\nVersion: {self.version}\n"
            "Summary: Types of MicroPython's asyncio as mpy-asyncio has it\nLicense: MIT\nRequires-Python: >=3.8\n"
        ).encode()
        entries[f"{info}/WHEEL"] = b"Wheel-Version: 1.0\nGenerator: dist.py\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        record = []
        for entry, content in sorted(entries.items()):
            digest = hashlib.sha256(content).digest()
            record.append(f"{entry},sha256={base64.urlsafe_b64encode(digest).rstrip(b'=').decode()},{len(content)}")
        entries[f"{info}/RECORD"] = ("\n".join([*record, f"{info}/RECORD,,"]) + "\n").encode()
        path = self.out / f"{name}-py3-none-any.whl"
        self.zip(path, entries)
        self.manifest["stubs"] = path.name

    def book(self):
        self.say("building the book …")
        self.make("book")
        built = ROOT / "build/book"
        path = self.out / f"mpy-asyncio-{self.version}-book.zip"
        self.zip(path, {f"book/{file.relative_to(built)}": file for file in built.rglob("*") if file.is_file()})
        self.manifest["book"] = path.name

    def playground(self):
        """The page to try programs on; unpacked beside the book, the book's Run buttons find it."""
        self.say("building the playground …")
        built, ours, stock = (BUILD / name for name in ("playground", "playground-ours", "playground-stock"))
        self.make(
            "playground",
            f"PLAYGROUND={built}",
            f"PLAYGROUND_OURS={ours}",
            f"PLAYGROUND_STOCK={stock}",
            CFLAGS=f"-ffile-prefix-map={ROOT}=.",
        )
        path = self.out / f"mpy-asyncio-{self.version}-playground.zip"
        self.zip(path, {f"playground/{file.relative_to(built)}": file for file in built.rglob("*") if file.is_file()})
        self.manifest["playground"] = path.name

    def notes(self):
        text = (ROOT / "CHANGELOG.md").read_text()
        sections = re.split(r"^## ", text, flags=re.MULTILINE)[1:]
        section = next((part for part in sections if part.startswith(self.version)), None)
        if section is None:
            die(f"CHANGELOG.md has no section {self.version}")
        _, _, body = section.partition("\n")
        (self.out / "RELEASE_NOTES.md").write_text(f"# mpy-asyncio {self.version}\n\n{body.strip()}\n")

    def licences(self):
        """What an image may contain, with the text of each licence that is at hand."""
        folder = self.out / "LICENSES"
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "LICENSE", folder / "mpy-asyncio.txt")
        rows = [("mpy-asyncio", "MIT", "every file")]
        cache = ROOT / ".cache"
        sources = [
            ("MicroPython", "MIT", "every image", [*(ROOT / "micropython/upstream").glob("*/LICENSE")]),
            ("pico-sdk", "BSD-3-Clause", "RPI_PICO, RPI_PICO2", [*cache.glob("pico-sdk-*/usr/share/doc/*/copyright")]),
            ("TinyUSB", "MIT", "RPI_PICO, RPI_PICO2", [*cache.glob("tinyusb-*/usr/share/doc/*/copyright")]),
            ("Mbed TLS", "Apache-2.0 OR GPL-2.0-or-later", "linux", [*cache.glob("mbedtls-*/LICENSE")]),
            ("Rust core", "MIT OR Apache-2.0", "every image and archive", []),
        ]
        for name, licence, where, texts in sources:
            for text in texts[:1]:
                shutil.copy(text, folder / f"{name.replace(' ', '-')}.txt")
            rows.append((name, licence, where))
        for package, licence in self.crates():
            rows.append((package, licence, "images and archives" if "esp" not in package else "ESP32_C3"))
        lines = ["What the images and archives of this release contain, and under which licence.", ""]
        lines += [f"{name}: {licence} ({where})" for name, licence, where in rows]
        (folder / "README.txt").write_text("\n".join(lines) + "\n")

    def crates(self):
        """The Rust packages that are linked, with their licences."""
        found = set()
        for manifest in (ROOT / "Cargo.toml", ROOT / "ports/esp32/Cargo.toml"):
            if manifest.parent.name == "esp32" and not any(image["board"] == "ESP32_C3" for image in self.manifest["images"]):
                continue
            tree = subprocess.run(
                [os.environ.get("CARGO") or "cargo", "tree", "--manifest-path", manifest, "--edges", "normal,no-proc-macro", "--prefix", "none",
                 "--target", "riscv32imc-unknown-none-elf", "--format", "{p}|{l}", "--locked", "--offline"],
                capture_output=True, text=True, check=False,
            )  # fmt: skip
            for line in tree.stdout.splitlines():
                package, _, licence = line.replace(" (*)", "").partition("|")
                name, version, *path = package.split()
                if not path or "proc-macro" in path[0]:
                    found.add((f"{name} {version}", licence))
        return sorted(found)

    def close(self):
        """Sizes and sums of all files, which come last."""
        sums, sizes = [], {}
        for path in sorted(self.out.rglob("*")):
            if path.is_file():
                name = str(path.relative_to(self.out))
                sizes[name] = path.stat().st_size
                sums.append(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {name}")
        self.manifest["bytes"] = sizes
        text = json.dumps(self.manifest, indent=1) + "\n"
        (self.out / "manifest.json").write_text(text)
        sums.append(f"{hashlib.sha256(text.encode()).hexdigest()}  manifest.json")
        (self.out / "SHA256SUMS").write_text("\n".join(sums) + "\n")
        self.say(f"{len(sums)} files, {sum(sizes.values()) / 1e6:.1f} MB in {self.out}")


def words(text):
    return [word for word in re.split(r"[, ]+", text) if word]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--make", required=True)
    parser.add_argument("--images", default=",".join(IMAGES))
    parser.add_argument("--archives", default="", help="targets, as `make archive` knows them")
    parser.add_argument("--versions", required=True, help="of MicroPython")
    parser.add_argument("--no-diagnostics", action="store_true")
    parser.add_argument("--no-book", action="store_true")
    parser.add_argument("--no-playground", action="store_true")
    args = parser.parse_args()
    for name in words(args.images):
        if name not in IMAGES:
            die(f"--images {name} is unknown: one of {', '.join(IMAGES)}")
    if args.out.exists():
        if not (args.out / "SHA256SUMS").is_file() and any(args.out.iterdir()):
            die(f"--out {args.out} is no release: remove it, or give another folder")
        shutil.rmtree(args.out)
    args.out.mkdir(parents=True)
    # Written last; until then it says that the folder is ours.
    (args.out / "SHA256SUMS").touch()
    dist = Dist(args)
    for target in words(args.archives):
        dist.archive(target)
    for version in words(args.versions):
        for name in words(args.images):
            dist.image(name, version, diagnostics=False)
            if IMAGES[name].lacks:
                dist.say(f"no diagnostics image of {name}: {IMAGES[name].lacks}")
            elif not args.no_diagnostics:
                dist.image(name, version, diagnostics=True)
    dist.c_half()
    dist.stubs()
    if not args.no_book:
        dist.book()
    if not args.no_playground:
        dist.playground()
    dist.notes()
    dist.licences()
    (args.out / "SHA256SUMS").unlink()
    dist.close()


if __name__ == "__main__":
    main()
