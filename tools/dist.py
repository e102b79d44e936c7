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
            # Upstream's generators write sets of Python in the order of their hashes.
            env={**os.environ, "SOURCE_DATE_EPOCH": str(self.epoch), "PYTHONHASHSEED": "0", **environment},
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
        """What the files of this release contain, with the text of each licence that is at hand."""
        folder = self.out / "LICENSES"
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "LICENSE", folder / "mpy-asyncio.txt")
        boards = {image["board"] for image in self.manifest["images"]}
        lines = ["What the files of this release contain, and under which licence. The texts are in this folder.", ""]
        lines.append("mpy-asyncio: MIT (every file)")
        for name, licence, where, places in self.parts(boards):
            texts = [text for place in places for text in sorted(pathlib.Path("/").glob(str(place).lstrip("/")))]
            for text in texts[:1]:
                shutil.copy(text, folder / f"{name.replace(' ', '-')}.txt")
            lines.append(f"{name}: {licence} ({where})")
        for file, packages in (("Rust-packages.txt", self.crates(boards)), ("playground-packages.txt", self.npm_packages())):
            texts = []
            for name, licence, where, source in packages:
                lines.append(f"{name}: {licence} ({where})")
                found = [text.read_text().strip() for text in sorted(source.glob("LICEN[CS]E*")) if text.is_file()]
                texts += [f"===== {name}: {licence}", *(found or ["Its package has no text of the licence."])]
            if texts:
                (folder / file).write_text("\n\n".join(texts) + "\n")
        (folder / "README.txt").write_text("\n".join(lines) + "\n")

    def parts(self, boards):
        """What is linked beside the Rust packages: name, licence, the files that have it, and where the text may be."""
        cache, documents = ROOT / ".cache", pathlib.Path("/usr/share/doc")
        arm, riscv = ({name for name, image in IMAGES.items() if image.tools == tools} & boards for tools in ("arm-none-eabi-", "riscv64-unknown-elf-"))
        pico = {"RPI_PICO", "RPI_PICO2"} & boards
        rustc = shutil.which("rustc", path=str(pathlib.Path(os.environ.get("CARGO") or "cargo").parent)) or "rustc"
        sysroot = subprocess.run([rustc, "--print", "sysroot"], capture_output=True, text=True, check=False).stdout.strip()
        parts = [
            ("MicroPython", "MIT, with parts that its text lists", "every image", [ROOT / "micropython/upstream/*/LICENSE"]),
            ("Rust core", "MIT OR Apache-2.0", "every image and archive", [documents / "rustc*/copyright", f"{sysroot}/share/doc/rust/COPYRIGHT*"]),
        ]
        if pico:
            parts.append(("pico-sdk", "BSD-3-Clause", ", ".join(sorted(pico)), [cache / "pico-sdk-*/usr/share/doc/*/copyright"]))
            parts.append(("TinyUSB", "MIT", ", ".join(sorted(pico)), [cache / "tinyusb-*/usr/share/doc/*/copyright"]))
        if any(image["port"] == "unix" for image in self.manifest["images"]):
            parts.append(("Mbed TLS", "Apache-2.0 OR GPL-2.0-or-later", "linux", [cache / "mbedtls-*/LICENSE"]))
        runtime = "GPL-3.0-or-later WITH GCC-exception-3.1"
        if arm:
            parts.append(("newlib", "BSD and similar", ", ".join(sorted(arm)), [documents / "libnewlib-arm-none-eabi/copyright"]))
            parts.append(("libgcc for Arm", runtime, ", ".join(sorted(arm)), [documents / "gcc-arm-none-eabi/copyright"]))
        if riscv:
            parts.append(("picolibc", "BSD and similar", ", ".join(sorted(riscv)), [documents / "picolibc-riscv64-unknown-elf/copyright"]))
            parts.append(("libgcc for RISC-V", runtime, ", ".join(sorted(riscv)), [documents / "gcc-riscv64-unknown-elf/copyright"]))
        if "playground" in self.manifest:
            parts.append(("RP2040 boot ROM", "BSD-3-Clause, of Raspberry Pi (Trading) Ltd.", "playground", []))
        if "book" in self.manifest:
            parts.append(("mdBook's pages and fonts", "MPL-2.0; Apache-2.0 and OFL-1.1, texts in its fonts/", "book", []))
        return parts

    def crates(self, boards):
        """The Rust packages that are linked: name, licence, the files that have it, the folder of its source."""
        found = {}
        for manifest, where in (("Cargo.toml", "images and archives"), ("ports/esp32/Cargo.toml", "ESP32_C3")):
            if where == "ESP32_C3" and where not in boards:
                continue
            chosen = ["--manifest-path", str(ROOT / manifest), "--locked", *(["--features", "full,diagnostics"] if manifest == "Cargo.toml" else [])]
            tree = self.cargo("tree", *chosen, "--edges", "normal,no-proc-macro", "--prefix", "none",
                              "--target", "riscv32imc-unknown-none-elf", "--format", "{p}|{l}")  # fmt: skip
            packages = json.loads(self.cargo("metadata", *chosen, "--format-version", "1"))["packages"]
            sources = {f"{package['name']} v{package['version']}": pathlib.Path(package["manifest_path"]).parent for package in packages}
            for line in tree.splitlines():
                package, _, licence = line.replace(" (*)", "").partition("|")
                name, version, *path = package.split()
                if not path or "proc-macro" in path[0]:
                    found.setdefault(f"{name} {version}", (f"{name} {version}", licence, where, sources[f"{name} {version}"]))
        return [found[key] for key in sorted(found)]

    def cargo(self, *arguments):
        done = subprocess.run([os.environ.get("CARGO") or "cargo", *arguments], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            die(f"cargo {' '.join(arguments)} failed:\n{done.stderr}")
        return done.stdout

    def npm_packages(self):
        """The packages that the playground's page is made of. esbuild only makes it."""
        if "playground" not in self.manifest:
            return []
        modules = ROOT / ".cache/playground/node_modules"
        found = []
        for place, package in json.loads((ROOT / "playground/package-lock.json").read_text())["packages"].items():
            name = place.removeprefix("node_modules/")
            if place and not name.startswith(("esbuild", "@esbuild")) and (modules / name).is_dir():
                found.append((f"{name} {package['version']}", package["license"], "playground", modules / name))
        return found

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
