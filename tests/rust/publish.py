#!/usr/bin/env python3
"""Checks that the packages are fit to be published: publish.py --micropython-dir DIR --target-dir DIR --result FILE

- Their documentation builds as docs.rs builds it: with DOCS_RS=1 and no MicroPython.
- `cargo publish --dry-run` packs and compiles them. Where the registry can't be asked, `cargo package` does that alone.
- examples/rust-host builds from the packed files, and runs: nothing that they need is missing.
"""

import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
PACKAGES = ("micropython-export", "micropython-sys", "mpy-asyncio")
# Of several packages that need each other.
OLDEST_CARGO = (1, 90)
PRINTED = "slow 2\ndone\n"


class Failed(Exception):
    pass


def cargo(args, folder, environment, *arguments):
    """What it prints."""
    command = [os.environ.get("CARGO") or "cargo", *arguments]
    variables = {name: value for name, value in os.environ.items() if not name.startswith("MICROPY")}
    variables |= {"CARGO_TARGET_DIR": str(args.target_dir), **environment}
    done = subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if done.returncode:
        raise Failed(f"cargo {' '.join(arguments)}: exit code {done.returncode}\n{done.stderr}")
    return done.stdout


def chosen():
    return [word for name in PACKAGES for word in ("--package", name)]


def documentation(args):
    environment = {"DOCS_RS": "1", "RUSTDOCFLAGS": "-Dwarnings"}
    cargo(args, ROOT, environment, "doc", "--quiet", "--locked", "--no-deps", *chosen(), "--features", "full,diagnostics")


def packing(args):
    environment = {"DOCS_RS": "1"}
    try:
        cargo(args, ROOT, environment, "publish", "--dry-run", "--allow-dirty", "--locked", *chosen())
    except Failed as failure:
        if "spurious network error" not in str(failure) and "download" not in str(failure):
            raise
        cargo(args, ROOT, environment, "package", "--offline", "--allow-dirty", "--locked", *chosen())


def packed(args):
    version = re.search(r'^version = "([^"]+)"', (ROOT / "Cargo.toml").read_text(), re.MULTILINE)[1]
    with tempfile.TemporaryDirectory() as folder:
        example = pathlib.Path(folder, "rust-host")
        shutil.copytree(ROOT / "examples/rust-host", example, ignore=shutil.ignore_patterns("target"))
        patches = []
        for name in PACKAGES:
            unpacked = pathlib.Path(folder, f"{name}-{version}")
            # Cargo has unpacked them to compile them.
            shutil.copytree(args.target_dir / "package" / unpacked.name, unpacked)
            patches.append(f'{name} = {{ path = "{unpacked}" }}\n')
        manifest = example / "Cargo.toml"
        text = manifest.read_text().replace('path = "../.."', f'version = "={version}"')
        manifest.write_text(text + "\n[patch.crates-io]\n" + "".join(patches))
        printed = cargo(args, example, {"MICROPYTHON_DIR": str(args.micropython_dir)}, "run", "--quiet")
    if not printed.endswith(PRINTED):
        raise Failed(f"examples/rust-host printed {printed!r}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--micropython-dir", type=pathlib.Path, required=True)
    parser.add_argument("--target-dir", type=pathlib.Path, required=True)
    parser.add_argument("--result", type=pathlib.Path)
    args = parser.parse_args()
    passed = failed = skipped = 0
    shutil.rmtree(args.target_dir / "package", ignore_errors=True)
    version = cargo(args, ROOT, {}, "--version").split()[1]
    steps = [documentation, packing, packed]
    if tuple(int(part) for part in version.split(".")[:2]) < OLDEST_CARGO:
        print(f"publish: packing skipped: cargo {version} packs no packages that need each other, 1.90 does")
        skipped = 2
        steps = [documentation]
    for step in steps:
        try:
            step(args)
            passed += 1
        except (Failed, OSError) as failure:
            failed += 1
            print(f"FAIL {step.__name__}: {failure}")
    print(f"publish: {passed} passed, {failed} failed, {skipped} skipped")
    if args.result:
        args.result.parent.mkdir(parents=True, exist_ok=True)
        args.result.write_text(f"{passed} {failed} {skipped}\n")
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
